# exercise: backward-walk
# belief: every path brings its own part
# symptom: once, not once for each path
# fails: test-backward-walk-once
#| export
def backward_walk(tensor: Tensor, gradient: object = None) -> None:
    """Give every leaf that a result depends on its gradient: what `Tensor.backward` calls."""
    gradient = first_gradient(tensor, gradient)
    if tensor.node is None:
        accumulate(tensor, gradient)
        return
    stack = [(tensor.node, gradient)]
    order = topological_order(tensor.node)
    while stack:
        node, gradient = stack.pop()
        for link, part in zip(node.next_functions, node.apply(gradient)):
            if link is None:
                continue
            part = part() if callable(part) else part
            if part.shape != link.shape:
                part = unbroadcast(part, link.shape)
            if type(link) is Function:
                stack.append((link, part))
            else:
                accumulate(link, part)
    for node in order:
        node.free()
