# exercise: contents
# belief: what can be iterated is a container
# symptom: a text is no container
# fails: test-contents
#| export
def contents(value: object) -> list[object]:
    if isinstance(value, Layer):
        return list(vars(value).values())
    if isinstance(value, dict):
        return list(value.values())
    try:
        return list(value)
    except TypeError:
        return []
