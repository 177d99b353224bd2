# exercise: walk
# belief: a walk gives what is inside
# symptom: then everything inside it
# fails: test-walk-order
#| export
def walk(value: object) -> list[object]:
    found, seen = [], {id(value)}

    def visit(item):
        for part in contents(item):
            if id(part) not in seen:
                seen.add(id(part))
                found.append(part)
                visit(part)

    visit(value)
    return found
