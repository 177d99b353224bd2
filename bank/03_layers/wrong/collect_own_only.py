# exercise: collect-parameters
# belief: parameters are the layer's own attributes
# symptom: parameters are the tensors
# fails: test-collect-parameters
#| export
def collect_parameters(value: object) -> list[Tensor]:
    return [item for item in contents(value) if isinstance(item, Tensor) and item.requires_grad]
