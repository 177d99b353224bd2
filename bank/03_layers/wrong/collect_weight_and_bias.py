# exercise: collect-parameters
# belief: parameters are called weight and bias
# symptom: in the order of walk
# fails: test-collect-parameters
#| export
def collect_parameters(value: object) -> list[Tensor]:
    found = []
    for item in walk(value):
        if isinstance(item, Layer):
            for name in ("weight", "bias"):
                part = getattr(item, name, None)
                if isinstance(part, Tensor) and part.requires_grad:
                    found.append(part)
    return found
