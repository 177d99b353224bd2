# exercise: topological-order
# belief: a graph is a chain
# symptom: comes before all those
# fails: test-topological-order
#| export
def topological_order(root: Function) -> list[Function]:
    """The nodes that a node depends on, itself included, each before those that it links to."""
    order, node = [], root
    while type(node) is Function:
        order.append(node)
        node = next((below for below in node.next_functions if type(below) is Function), None)
    return order
