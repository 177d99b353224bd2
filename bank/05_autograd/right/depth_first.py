# design: depth first with an explicit stack, views instead of copies, np.add.at everywhere, dictionaries by id
# %% rules-arithmetic
#| export
@vjp("add")
def add_vjp(grad: np.ndarray) -> tuple:
    return (grad,) * 2


@vjp("sub")
def sub_vjp(grad: np.ndarray) -> tuple:
    return grad, lambda: np.negative(grad)


@vjp("neg")
def neg_vjp(grad: np.ndarray) -> tuple:
    return (np.negative(grad),)


@vjp("mul", needs="other")
def mul_vjp(grad: np.ndarray, a: np.ndarray | None, b: np.ndarray | None) -> tuple:
    return (None if b is None else grad * b), (None if a is None else grad * a)


@vjp("div", needs="inputs")
def div_vjp(grad: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple:
    def for_b() -> np.ndarray:
        return -(grad / b) * (a / b)

    return grad / b, for_b


# %% rules-pow-exp-log
#| export
@vjp("pow", needs="inputs")
def pow_vjp(grad: np.ndarray, a: np.ndarray, exponent: float) -> np.ndarray:
    return grad * 0 if exponent == 0 else exponent * np.power(a, exponent - 1) * grad


@vjp("exp", needs="inputs")
def exp_vjp(grad: np.ndarray, a: np.ndarray) -> np.ndarray:
    return np.exp(a) * grad


@vjp("log", needs="inputs")
def log_vjp(grad: np.ndarray, a: np.ndarray) -> tuple:
    return (grad * a**-1,)


# %% unbroadcast
#| export
def unbroadcast(gradient: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    padded = (1,) * (gradient.ndim - len(shape)) + tuple(shape)
    axes = tuple(axis for axis, length in enumerate(padded) if length == 1)
    return gradient.sum(axis=axes, keepdims=True).reshape(shape)


# %% rules-matmul
#| export
@vjp("matmul", needs="inputs")
def matmul_vjp(grad: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple:
    if a.ndim == b.ndim == 1:
        return lambda: grad * b, lambda: grad * a
    if b.ndim == 1:
        return lambda: grad[..., None] * b, lambda: np.einsum("...m,...mk->...k", grad, a)
    if a.ndim == 1:
        return lambda: np.einsum("...n,...kn->...k", grad, b), lambda: a[:, None] * grad[..., None, :]
    return lambda: grad @ np.swapaxes(b, -1, -2), lambda: np.swapaxes(a, -1, -2) @ grad


# %% rules-sum-mean
#| export
def spread(
    values: np.ndarray, shape: tuple[int, ...], axis: int | tuple[int, ...] | None, keepdims: bool
) -> np.ndarray:
    if axis is not None and not keepdims:
        values = np.expand_dims(values, axis)
    return np.broadcast_to(values, shape)


@vjp("sum", needs="shape")
def sum_vjp(
    grad: np.ndarray, shape: tuple[int, ...], axis: int | tuple[int, ...] | None, keepdims: bool
) -> np.ndarray:
    return spread(grad, shape, axis, keepdims)


@vjp("mean", needs="shape")
def mean_vjp(
    grad: np.ndarray, shape: tuple[int, ...], axis: int | tuple[int, ...] | None, keepdims: bool
) -> np.ndarray:
    whole = spread(grad, shape, axis, keepdims)
    return whole * (grad.size / whole.size)


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
    largest = a.max(axis=axis, keepdims=True)
    winners = np.where(a == largest, np.ones_like(grad, shape=()), np.zeros_like(grad, shape=()))
    return winners / winners.sum(axis=axis, keepdims=True) * grad.reshape(largest.shape)


# %% rules-shape
#| export
@vjp("reshape", needs="inputs")
def reshape_vjp(grad: np.ndarray, a: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    result = np.empty_like(a)
    result.reshape(-1)[:] = grad.ravel()
    return result


@vjp("transpose")
def transpose_vjp(grad: np.ndarray, dim0: int, dim1: int) -> np.ndarray:
    return np.swapaxes(grad, dim1, dim0)


# %% rules-getitem
#| export
@vjp("getitem", needs="shape")
def getitem_vjp(grad: np.ndarray, shape: tuple[int, ...], index: object) -> np.ndarray:
    result = np.zeros(shape, dtype=grad.dtype)
    np.add.at(result, index, grad)
    return result


# %% rules-masks
#| export
@vjp("relu", needs="inputs")
def relu_vjp(grad: np.ndarray, x: np.ndarray) -> np.ndarray:
    return np.where(x > 0, grad, np.zeros_like(grad))


@vjp("clip", needs=("inputs", "output"))
def clip_vjp(grad: np.ndarray, a: np.ndarray, output: np.ndarray, low: float, high: float) -> np.ndarray:
    return grad * (a == output)


@vjp("dropout")
def dropout_vjp(grad: np.ndarray, mask: np.ndarray) -> tuple:
    return (np.multiply(mask, grad),)


# %% rules-curves
#| export
@vjp("sigmoid", needs="output")
def sigmoid_vjp(grad: np.ndarray, output: np.ndarray) -> np.ndarray:
    return grad * output - grad * output * output


@vjp("tanh", needs="output")
def tanh_vjp(grad: np.ndarray, output: np.ndarray) -> np.ndarray:
    return grad * (1 - output) * (1 + output)


@vjp("gelu", needs="inputs")
def gelu_vjp(grad: np.ndarray, x: np.ndarray) -> np.ndarray:
    u = math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)
    s = 0.5 * (1 + np.tanh(u))  # gelu(x) is x s
    slope_of_u = math.sqrt(2 / math.pi) * (1 + 0.134145 * x * x)
    return grad * (s + 2 * x * s * (1 - s) * slope_of_u)


# %% rules-softmax
#| export
@vjp("softmax", needs="output")
def softmax_vjp(grad: np.ndarray, output: np.ndarray, dim: int) -> np.ndarray:
    return output * (grad - (grad * output).sum(axis=dim, keepdims=True))


@vjp("log_softmax", needs="inputs")
def log_softmax_vjp(grad: np.ndarray, x: np.ndarray, dim: int) -> np.ndarray:
    exponentials = np.exp(x - x.max(axis=dim, keepdims=True))
    probabilities = exponentials / exponentials.sum(axis=dim, keepdims=True)
    return grad - grad.sum(axis=dim, keepdims=True) * probabilities


# %% topological-order
#| export
def topological_order(root: Function) -> list[Function]:
    done, order, stack = set(), [], [(root, False)]
    while stack:
        node, left = stack.pop()
        if left:
            order.append(node)
        elif id(node) not in done:
            done.add(id(node))
            stack.append((node, True))
            stack.extend((below, False) for below in node.next_functions if isinstance(below, Function))
    order.reverse()
    return order


# %% accumulate
#| export
def accumulate(tensor: Tensor, gradient: np.ndarray, fresh: bool = False) -> None:
    if tensor.grad is None and fresh and isinstance(gradient, np.ndarray):
        if gradient.base is None and gradient.dtype == tensor.dtype:
            tensor.grad = gradient
            return
    held = 0 if tensor.grad is None else tensor.grad
    tensor.grad = np.array(held + gradient, dtype=tensor.dtype)


# %% backward-walk
#| export
def backward_walk(tensor: Tensor, gradient: object = None) -> None:
    gradient = first_gradient(tensor, gradient)
    if tensor.node is None:
        accumulate(tensor, gradient)
        return
    arrived = {id(tensor.node): [gradient]}
    for node in topological_order(tensor.node):
        total = sum(arrived.pop(id(node)))
        for link, part in zip(node.next_functions, node.apply(total)):
            if link is not None:
                fresh = callable(part)
                part = unbroadcast(part() if fresh else part, link.shape)
                if isinstance(link, Function):
                    arrived.setdefault(id(link), []).append(part)
                else:
                    accumulate(link, part, fresh)
        node.free()


# %% no-grad
#| export
class no_grad(ContextDecorator):
    def __enter__(self) -> "no_grad":
        Recording.paused = Recording.paused + 1
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> bool:
        Recording.paused = Recording.paused - 1
        return False


# %% tape-bytes
#| export
def tape_bytes(tensor: Tensor) -> int:
    nodes = topological_order(tensor.node) if tensor.node is not None else []
    skip = [link.data for node in nodes for link in node.next_functions if isinstance(link, Tensor)]
    seen, total = [*skip], 0
    for node in nodes:
        for item in [*node.saved_tensors, *node.saved.values()]:
            if type(item) is not np.ndarray:
                continue
            while item.base is not None:
                item = item.base
            if not any(item is other for other in seen):
                seen.append(item)
                total += item.nbytes
    return total
