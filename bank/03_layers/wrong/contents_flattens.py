# exercise: contents
# belief: give everything at once, at any depth
# symptom: first level
# fails: test-contents
#| export
def contents(value: object) -> list[object]:
    if isinstance(value, Layer):
        parts = list(vars(value).values())
    elif isinstance(value, dict):
        parts = list(value.values())
    elif isinstance(value, (list, tuple)):
        parts = list(value)
    else:
        return []
    deeper = []
    for part in parts:
        inner = contents(part)
        deeper += inner if inner else [part]
    return deeper
