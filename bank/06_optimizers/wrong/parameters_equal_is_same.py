# exercise: check-parameters
# belief: two parameters are the same if their values are equal
# symptom: given twice
# fails: test-check-parameters-list
#| export
def check_parameters(params: Iterable[Tensor]) -> list[Tensor]:
    if isinstance(params, Tensor):
        raise TypeError("a list of Tensors is needed, got one Tensor")
    found = list(params)
    if not found:
        raise ValueError("no parameters")
    for place, parameter in enumerate(found):
        if not isinstance(parameter, Tensor):
            raise TypeError(f"parameter {place} is no Tensor")
        if not parameter.requires_grad:
            raise ValueError(f"parameter {place} has requires_grad False")
    if len({parameter.data.tobytes() for parameter in found}) < len(found):
        raise ValueError("a parameter is given twice")
    return found
