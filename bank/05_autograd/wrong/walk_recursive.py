# exercise: backward-walk
# belief: a function that calls itself is the chain rule
# symptom: without recursion
# fails: test-backward-walk-once
#| export
def backward_walk(tensor: Tensor, gradient: object = None) -> None:
    """Give every leaf that a result depends on its gradient: what `Tensor.backward` calls."""
    gradient = first_gradient(tensor, gradient)
    if tensor.node is None:
        accumulate(tensor, gradient)
    else:
        walk_rest({tensor.node: gradient}, topological_order(tensor.node))


def walk_rest(arrived: dict, order: list) -> None:
    if not order:
        return
    node, *rest = order
    for link, part in zip(node.next_functions, node.apply(arrived.pop(node))):
        if link is None:
            continue
        part = part() if callable(part) else part
        if part.shape != link.shape:
            part = unbroadcast(part, link.shape)
        if type(link) is not Function:
            accumulate(link, part)
        else:
            arrived[link] = arrived[link] + part if link in arrived else part
    node.free()
    walk_rest(arrived, rest)
