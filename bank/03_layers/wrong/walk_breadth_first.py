# exercise: walk
# belief: level by level is an order too
# symptom: only then its neighbour
# fails: test-walk-order
#| export
def walk(value: object) -> list[object]:
    found, waiting, seen = [], [value], set()
    while waiting:
        item = waiting.pop(0)
        if id(item) in seen:
            continue
        seen.add(id(item))
        found.append(item)
        waiting += contents(item)
    return found
