# exercise: walk
# belief: a layer's parts are its attributes
# symptom: everything inside it
# fails: test-walk-order
#| export
def walk(value: object) -> list[object]:
    return [value] + list(contents(value))
