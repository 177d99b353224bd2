# exercise: check-parameters
# belief: what cannot be trained can be left out in silence
# symptom: without requires_grad
# fails: test-check-parameters-refuses
#| export
def check_parameters(params: Iterable[Tensor]) -> list[Tensor]:
    if isinstance(params, Tensor):
        raise TypeError("a list of Tensors is needed, got one Tensor")
    found = [parameter for parameter in params if parameter.requires_grad]
    if not found:
        raise ValueError("no parameters")
    if len({id(parameter) for parameter in found}) < len(found):
        raise ValueError("a parameter is given twice")
    return found
