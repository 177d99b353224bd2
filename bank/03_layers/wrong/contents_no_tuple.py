# exercise: contents
# belief: layers are kept in lists
# symptom: a tuple holds its elements
# fails: test-contents
#| export
def contents(value: object) -> list[object]:
    if isinstance(value, Layer):
        return list(vars(value).values())
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, list) else []
