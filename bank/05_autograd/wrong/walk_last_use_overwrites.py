# exercise: backward-walk
# belief: the last part of a gradient replaces those before it
# symptom: both uses count
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
            is_node = type(link) is Function
            shape = link.shape if is_node else link.data.shape
            if part.shape != shape:
                part = unbroadcast(part, shape)
            if not is_node:
                accumulate(link, part, fresh)
            else:
                arrived[link] = part
        node.free()
