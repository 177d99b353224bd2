# exercise: collect-parameters
# belief: hand out copies so that nobody breaks the layer
# symptom: no copies
# fails: test-collect-parameters
#| export
def collect_parameters(value: object) -> list[Tensor]:
    found = [item for item in walk(value) if isinstance(item, Tensor) and item.requires_grad]
    return [Tensor(item.data, requires_grad=True, dtype=item.dtype) for item in found]
