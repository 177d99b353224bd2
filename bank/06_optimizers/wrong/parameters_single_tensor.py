# exercise: check-parameters
# belief: one parameter is as good as a list of one
# symptom: one Tensor instead of a list
# fails: test-check-parameters-refuses
#| export
def check_parameters(params: Iterable[Tensor]) -> list[Tensor]:
    if isinstance(params, Tensor):
        params = [params]
    found = list(params)
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
