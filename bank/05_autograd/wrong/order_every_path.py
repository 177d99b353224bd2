# exercise: topological-order
# belief: each use of an operation is a visit
# symptom: once
# fails: test-topological-order, test-topological-large
#| export
def topological_order(root: Function) -> list[Function]:
    """The nodes that a node depends on, itself included, each before those that it links to."""
    order = [root]
    for node in order:
        order.extend(below for below in node.next_functions if type(below) is Function)
    order.sort(key=lambda node: node.number, reverse=True)
    return order
