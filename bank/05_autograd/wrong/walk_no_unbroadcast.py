# exercise: backward-walk
# belief: gradients arrive in the right shape
# symptom: of its own shape
# fails: test-walk-values
#| export
def backward_walk(tensor: Tensor, gradient: object = None) -> None:
    """Give every leaf that a result depends on its gradient: what `Tensor.backward` calls."""
    gradient = first_gradient(tensor, gradient)
    if tensor.node is None:
        accumulate(tensor, gradient)
        return
    arrived = {tensor.node: gradient}
    for node in topological_order(tensor.node):
        parts = node.apply(arrived.pop(node))
        for link, part in zip(node.next_functions, parts):
            if link is None:
                continue
            fresh = callable(part)
            if fresh:
                part = part()
            if type(link) is not Function:
                accumulate(link, part, fresh)
            elif link in arrived:
                arrived[link] = arrived[link] + part
            else:
                arrived[link] = part
        node.free()
