# exercise: walk
# belief: nobody uses a layer twice
# symptom: reached twice stands once
# fails: test-walk-once
#| export
def walk(value: object) -> list[object]:
    found = [value]
    for part in contents(value):
        found += walk(part)
    return found
