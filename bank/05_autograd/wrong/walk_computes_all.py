# exercise: backward-walk
# belief: what is not needed is thrown away after it was computed
# symptom: needs none
# fails: test-backward-walk-once
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
            fresh = callable(part)
            if fresh:
                part = part()
            if link is None:
                continue
            is_node = type(link) is Function
            shape = link.shape if is_node else link.data.shape
            if part.shape != shape:
                part = unbroadcast(part, shape)
            if not is_node:
                accumulate(link, part, fresh)
            elif link in arrived:
                arrived[link] = arrived[link] + part
            else:
                arrived[link] = part
        node.free()
