# design: count how many operations wait for each; rules find their places by number
# %% unbroadcast
#| export
def unbroadcast(gradient: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    result = np.zeros(shape, gradient.dtype)
    places = np.broadcast_to(np.arange(result.size).reshape(shape), gradient.shape)  # of what each is a copy
    np.add.at(result.reshape(-1), places.reshape(-1), gradient.reshape(-1))
    return result


# %% rules-matmul
#| export
@vjp("matmul", needs="inputs")
def matmul_vjp(grad: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple:
    left, right = np.atleast_2d(a), b.reshape(-1, 1) if b.ndim == 1 else b
    lead = np.broadcast_shapes(left.shape[:-2], right.shape[:-2])
    whole = grad.reshape(lead + (left.shape[-2], right.shape[-1]))

    def for_a() -> np.ndarray:
        found = np.matmul(whole, np.moveaxis(right, -1, -2))
        return found.reshape(lead + (a.shape if a.ndim == 1 else left.shape[-2:]))

    def for_b() -> np.ndarray:
        found = np.matmul(np.moveaxis(left, -1, -2), whole)
        return found.reshape(lead + (b.shape if b.ndim == 1 else right.shape[-2:]))

    return for_a, for_b


# %% rules-max
#| export
@vjp("max", needs=("inputs", "output"))
def max_vjp(
    grad: np.ndarray,
    a: np.ndarray,
    output: np.ndarray,
    axis: int | tuple[int, ...] | None,
    keepdims: bool,
) -> np.ndarray:
    best = spread(output, a.shape, axis, keepdims)
    share = np.asarray(a == best, dtype=grad.dtype)
    share /= share.sum(axis=axis, keepdims=True)
    return share * spread(grad, a.shape, axis, keepdims)


# %% rules-getitem
#| export
@vjp("getitem", needs="shape")
def getitem_vjp(grad: np.ndarray, shape: tuple[int, ...], index: object) -> np.ndarray:
    result = np.zeros(shape, grad.dtype)
    places = np.arange(math.prod(shape)).reshape(shape)[index]
    for place, part in zip(np.ravel(places), np.ravel(grad)):
        result.flat[place] += part
    return result


# %% topological-order
#| export
def topological_order(root: Function) -> list[Function]:
    waiting: dict[Function, int] = {root: 0}
    stack = [root]
    while stack:
        for below in stack.pop().next_functions:
            if isinstance(below, Function):
                if below not in waiting:
                    waiting[below] = 0
                    stack.append(below)
                waiting[below] += 1
    order, ready = [], [root]
    while ready:
        node = ready.pop()
        order.append(node)
        for below in node.next_functions:
            if isinstance(below, Function):
                waiting[below] -= 1
                if waiting[below] == 0:
                    ready.append(below)
    return order


# %% accumulate
#| export
def accumulate(tensor: Tensor, gradient: np.ndarray, fresh: bool = False) -> None:
    kind = tensor.data.dtype
    if tensor.grad is not None:
        tensor.grad = np.add(tensor.grad, gradient).astype(kind).reshape(tensor.shape)
        return
    mine = fresh and isinstance(gradient, np.ndarray) and gradient.base is None
    tensor.grad = np.asarray(gradient, dtype=kind) if mine else np.array(gradient, dtype=kind)


# %% no-grad
#| export
class no_grad(ContextDecorator):
    def __enter__(self) -> None:
        Recording.paused += 1

    def __exit__(self, *exception: object) -> None:
        Recording.paused = max(0, Recording.paused - 1)
