# exercise: check-parameters
# belief: who asks for training gets requires_grad set
# symptom: without requires_grad
# fails: test-check-parameters-refuses
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
            parameter.requires_grad = True
    if len({id(parameter) for parameter in found}) < len(found):
        raise ValueError("a parameter is given twice")
    return found
