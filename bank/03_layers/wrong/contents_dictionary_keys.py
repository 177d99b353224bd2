# exercise: contents
# belief: iterating a dictionary gives what is in it
# symptom: not its keys
# fails: test-contents
#| export
def contents(value: object) -> list[object]:
    if isinstance(value, Layer):
        return list(vars(value).values())
    if isinstance(value, (list, tuple, dict)):
        return list(value)
    return []
