# exercise: check-parameters
# belief: an optimizer without parameters has nothing to do, which is fine
# symptom: without any parameter
# fails: test-check-parameters-refuses
#| export
def check_parameters(params: Iterable[Tensor]) -> list[Tensor]:
    if isinstance(params, Tensor):
        raise TypeError("a list of Tensors is needed, got one Tensor")
    found = list(params)
    for place, parameter in enumerate(found):
        if not isinstance(parameter, Tensor):
            raise TypeError(f"parameter {place} is no Tensor")
        if not parameter.requires_grad:
            raise ValueError(f"parameter {place} has requires_grad False")
    if len({id(parameter) for parameter in found}) < len(found):
        raise ValueError("a parameter is given twice")
    return found
