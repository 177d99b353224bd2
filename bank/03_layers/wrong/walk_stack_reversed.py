# exercise: walk
# belief: a stack gives depth first
# symptom: only then its neighbour
# fails: test-walk-order
#| export
def walk(value: object) -> list[object]:
    found, waiting, seen = [], [value], set()
    while waiting:
        item = waiting.pop()
        if id(item) not in seen:
            seen.add(id(item))
            found.append(item)
            waiting.extend(contents(item))
    return found
