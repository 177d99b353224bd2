# exercise: check-parameters
# belief: what can be iterated can be iterated again
# symptom: from a generator
# fails: test-check-parameters-list
#| export
def check_parameters(params: Iterable[Tensor]) -> list[Tensor]:
    if isinstance(params, Tensor):
        raise TypeError("a list of Tensors is needed")
    count = 0
    for place, parameter in enumerate(params):
        if not isinstance(parameter, Tensor):
            raise TypeError(f"parameter {place} is no Tensor")
        if not parameter.requires_grad:
            raise ValueError(f"parameter {place} has requires_grad False")
        count += 1
    if not count:
        raise ValueError("no parameters")
    found = list(params)
    if len({id(p) for p in found}) < len(found):
        raise ValueError("given twice")
    return found
