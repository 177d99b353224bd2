# exercise: collect-parameters
# belief: every tensor in a layer is a parameter
# symptom: with requires_grad
# fails: test-collect-parameters
#| export
def collect_parameters(value: object) -> list[Tensor]:
    return [item for item in walk(value) if isinstance(item, Tensor)]
