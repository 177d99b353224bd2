# exercise: topological-order
# belief: leaves are part of the graph
# symptom: only Functions
# fails: test-topological-order
#| export
def topological_order(root: Function) -> list[Function]:
    """The nodes that a node depends on, itself included, each before those that it links to."""
    found, order = {id(root)}, [root]
    for node in order:
        for below in node.next_functions if type(node) is Function else ():
            if below is not None and id(below) not in found:
                found.add(id(below))
                order.append(below)
    return sorted(order, key=lambda node: getattr(node, "number", 0), reverse=True)
