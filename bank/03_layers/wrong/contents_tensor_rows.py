# exercise: contents
# belief: a tensor holds its rows
# symptom: a Tensor is no container
# fails: test-contents
#| export
def contents(value: object) -> list[object]:
    if isinstance(value, Layer):
        return list(vars(value).values())
    if isinstance(value, dict):
        return list(value.values())
    if isinstance(value, (list, tuple)):
        return list(value)
    if isinstance(value, Tensor):
        return [value[i] for i in range(len(value))]
    return []
