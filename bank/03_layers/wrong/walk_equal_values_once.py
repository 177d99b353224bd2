# exercise: walk
# belief: tensors with the same numbers are the same
# symptom: compare identity, not equality
# fails: test-walk-once
#| export
def walk(value: object) -> list[object]:
    found, seen = [], set()

    def visit(item):
        key = item.data.tobytes() if isinstance(item, Tensor) else id(item)
        if key in seen:
            return
        seen.add(key)
        found.append(item)
        for part in contents(item):
            visit(part)

    visit(value)
    return found
