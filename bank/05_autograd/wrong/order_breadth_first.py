# exercise: topological-order
# belief: nearer operations come first
# symptom: after both
# fails: test-topological-order
#| export
def topological_order(root: Function) -> list[Function]:
    """The nodes that a node depends on, itself included, each before those that it links to."""
    found, order = {root}, [root]
    for node in order:
        for below in node.next_functions:
            if type(below) is Function and below not in found:
                found.add(below)
                order.append(below)
    return order
