# exercise: topological-order
# belief: an operation is in order as soon as it is met
# symptom: comes before all those
# fails: test-topological-order
#| export
def topological_order(root: Function) -> list[Function]:
    """The nodes that a node depends on, itself included, each before those that it links to."""
    found, order, stack = set(), [], [root]
    while stack:
        node = stack.pop()
        if node not in found:
            found.add(node)
            order.append(node)
            stack.extend(below for below in node.next_functions if type(below) is Function)
    return order
