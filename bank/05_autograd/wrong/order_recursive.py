# exercise: topological-order
# belief: recursion is the natural way to walk a graph
# symptom: without recursion
# fails: test-topological-large
#| export
def topological_order(root: Function) -> list[Function]:
    """The nodes that a node depends on, itself included, each before those that it links to."""
    found, order = set(), []

    def visit(node: Function) -> None:
        if node in found:
            return
        found.add(node)
        for below in node.next_functions:
            if type(below) is Function:
                visit(below)
        order.append(node)

    visit(root)
    return order[::-1]
