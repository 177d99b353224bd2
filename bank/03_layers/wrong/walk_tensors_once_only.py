# exercise: walk
# belief: only tensors can be shared
# symptom: remember every object
# fails: test-walk-once
#| export
def walk(value: object) -> list[object]:
    found, seen = [], set()

    def visit(item):
        if isinstance(item, Tensor):
            if id(item) in seen:
                return
            seen.add(id(item))
        if not any(item is other for other in found):
            found.append(item)
        for part in contents(item):
            visit(part)

    visit(value)
    return found
