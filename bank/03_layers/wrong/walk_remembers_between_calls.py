# exercise: walk
# belief: a default argument is made anew in each call
# symptom: forgotten between two calls
# fails: test-walk-once
#| export
def walk(value: object, seen: set[int] = set()) -> list[object]:
    if id(value) in seen:
        return []
    seen.add(id(value))
    found = [value]
    for part in contents(value):
        found += walk(part, seen)
    return found
