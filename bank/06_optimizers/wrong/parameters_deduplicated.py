# exercise: check-parameters
# belief: a set removes what stands there twice
# symptom: very same tensors, all of them and in order
# fails: test-check-parameters-list
#| export
def check_parameters(params: Iterable[Tensor]) -> list[Tensor]:
    if isinstance(params, Tensor):
        raise TypeError("a list of Tensors is needed, got one Tensor")
    found = sorted(set(params), key=lambda parameter: parameter.size)
    if not found:
        raise ValueError("no parameters")
    for place, parameter in enumerate(found):
        if not isinstance(parameter, Tensor):
            raise TypeError(f"parameter {place} is no Tensor")
        if not parameter.requires_grad:
            raise ValueError(f"parameter {place} has requires_grad False")
    if len({id(parameter) for parameter in found}) < len(found):
        raise ValueError("a parameter is given twice")
    return found
