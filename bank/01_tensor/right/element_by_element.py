# design: by the definitions, one element at a time
# %% tensor-operand
#| export
def as_operand(value: object, dtype: np.dtype) -> Tensor:
    """Make a tensor of what stands beside a tensor in a formula, such as the 2 in `2 * x`.

    Args:
        value: a number, a list or an array (never a Tensor: those never come here).
        dtype: the dtype of the tensor that it stands beside.

    Returns:
        A new tensor that holds `value` with that dtype.

    Example:
        >>> as_operand(0.5, np.dtype(np.float64)).dtype
        dtype('float64')
    """
    operand = Tensor(np.array(value, dtype=dtype), dtype=dtype)
    return operand
# %% tensor-broadcast-shape
#| export
def broadcast_shape(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of an elementwise operation between a tensor of shape `a` and one of shape `b`.

    Args:
        a, b: two shapes, not necessarily of the same length.

    Returns:
        The common shape, as a tuple.

    Raises:
        ValueError: two axes have different lengths and neither is 1. The message names both shapes.

    Example:
        >>> broadcast_shape((4, 1), (3,))
        (4, 3)
    """
    lengths = ()
    for place in range(1, max(len(a), len(b)) + 1):
        m = a[-place] if place <= len(a) else 1
        n = b[-place] if place <= len(b) else 1
        if 1 not in (m, n) and m != n:
            raise ValueError(f"{a} and {b} do not fit at the axis {-place}")
        lengths = (m if n == 1 else n, *lengths)
    return tuple(lengths)
# %% tensor-add-sub
#| export
def add(a: Tensor, b: Tensor) -> Tensor:
    """a + b, element by element, with broadcasting.

    Example:
        >>> add(Tensor([[1.0], [2.0]]), Tensor([10.0, 20.0])).data
        array([[11., 21.],
               [12., 22.]], dtype=float32)
    """
    pairs = np.broadcast(a.data, b.data)
    result = np.array([x + y for x, y in pairs], dtype=np.result_type(a.dtype, b.dtype)).reshape(pairs.shape)
    return Tensor.from_op(result, "add", a, b)


def sub(a: Tensor, b: Tensor) -> Tensor:
    """a - b, element by element, with broadcasting.

    Example:
        >>> sub(Tensor([5.0, 7.0]), Tensor([1.0, 2.0])).data
        array([4., 5.], dtype=float32)
    """
    pairs = np.broadcast(a.data, b.data)
    result = np.array([x - y for x, y in pairs], dtype=np.result_type(a.dtype, b.dtype)).reshape(pairs.shape)
    return Tensor.from_op(result, "sub", a, b)
# %% tensor-mul-div
#| export
def mul(a: Tensor, b: Tensor) -> Tensor:
    """a * b, element by element, with broadcasting. (The matrix product is another operation.)

    Example:
        >>> mul(Tensor([[1.0, 2.0], [3.0, 4.0]]), Tensor([[10.0, 10.0], [1.0, 0.0]])).data
        array([[10., 20.],
               [ 3.,  0.]], dtype=float32)
    """
    pairs = np.broadcast(a.data, b.data)
    result = np.array([x * y for x, y in pairs], dtype=np.result_type(a.dtype, b.dtype)).reshape(pairs.shape)
    return Tensor.from_op(result, "mul", a, b)


def div(a: Tensor, b: Tensor) -> Tensor:
    """a / b, element by element, with broadcasting.

    Example:
        >>> div(Tensor([1.0, 3.0]), Tensor([2.0])).data
        array([0.5, 1.5], dtype=float32)
    """
    result = a.data * (1 / b.data)
    return Tensor.from_op(result, "div", a, b)
# %% tensor-neg-pow
#| export
def neg(a: Tensor) -> Tensor:
    """-a, element by element.

    Example:
        >>> neg(Tensor([1.0, -2.0])).data
        array([-1.,  2.], dtype=float32)
    """
    result = 0 - a.data
    return Tensor.from_op(result, "neg", a)


def power(a: Tensor, exponent: float) -> Tensor:
    """Every element of a to the power of one fixed number. The result has a's dtype.

    Args:
        a: a tensor of any shape.
        exponent: an int, a float or a NumPy number; also negative or fractional.

    Raises:
        TypeError: the exponent is anything else, a Tensor for example.

    Example:
        >>> power(Tensor([1.0, 2.0, 4.0]), -1).data
        array([1.  , 0.5 , 0.25], dtype=float32)
    """
    if isinstance(exponent, np.number):
        exponent = exponent.item()
    if type(exponent) not in (int, float):
        raise TypeError(f"{exponent} is not a number")
    result = np.array([float(v) ** exponent for v in a.data.flat], dtype=a.dtype).reshape(a.shape)
    return Tensor.from_op(result, "pow", a, exponent=exponent)
# %% tensor-exp-log
#| export
def exp(a: Tensor) -> Tensor:
    """e to the power of each element.

    Example:
        >>> exp(Tensor([0.0, 1.0])).data.round(4)
        array([1.    , 2.7183], dtype=float32)
    """
    import math

    result = np.array([math.exp(v) for v in a.data.flat], dtype=a.dtype).reshape(a.shape)
    return Tensor.from_op(result, "exp", a)


def log(a: Tensor) -> Tensor:
    """The natural logarithm of each element.

    Example:
        >>> log(Tensor([1.0, 2.0])).data.round(4)
        array([0.    , 0.6931], dtype=float32)
    """
    import math

    result = np.array([math.log(v) for v in a.data.flat], dtype=a.dtype).reshape(a.shape)
    return Tensor.from_op(result, "log", a)
# %% tensor-naive-matmul
def naive_matmul(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, int]:
    """The matrix product of two arrays by three loops, and the arithmetic operations that it took.

    Args:
        a: an array of shape (m, k).
        b: an array of shape (k, n).

    Returns:
        The product, of shape (m, n), and how many multiplications and additions were made (count both).

    Example:
        >>> naive_matmul(np.array([[1.0, 2.0]]), np.array([[10.0], [1.0]]))
        (array([[12.]]), 4)
    """
    product = np.zeros((a.shape[0], b.shape[1]))
    operations = 0
    rows, columns = product.shape
    for k in range(len(b)):
        for i in range(rows):
            for j in range(columns):
                product[i, j] = product[i, j] + a[i, k] * b[k, j]
    operations = rows * columns * len(b) * 2
    return product, operations
# %% tensor-matmul
#| export
def matmul(a: Tensor, b: Tensor) -> Tensor:
    """The matrix product over a's last axis and b's last but one (a vector has only one axis to use).

    Args:
        a: shape (k,), (m, k) or (..., m, k).
        b: shape (k,), (k, n) or (..., k, n); leading axes broadcast against a's.

    Returns:
        A tensor of shape (..., m, n), without the axis m or n where a or b is a vector.

    Raises:
        TypeError: b is not a Tensor.
        ValueError: the inner dimensions differ, or one of the two has no axis. The message contains
            "Cannot perform matrix multiplication", both shapes, and "Inner dimensions must match".

    Example:
        >>> matmul(Tensor([[1.0, 2.0], [3.0, 4.0]]), Tensor([10.0, 1.0])).data
        array([12., 34.], dtype=float32)
    """
    if type(b) is not Tensor:
        raise TypeError("b is not a Tensor")
    left = a.data[None, :] if a.ndim == 1 else a.data
    right = b.data[:, None] if b.ndim == 1 else b.data
    if left.ndim < 2 or right.ndim < 2 or left.shape[-1] != right.shape[-2]:
        raise ValueError(f"Cannot perform matrix multiplication of {a.shape} and {b.shape}: Inner dimensions must match")
    result = (left[..., :, :, None] * right[..., None, :, :]).sum(axis=-2)
    if a.ndim == 1:
        result = result[..., 0, :]
    if b.ndim == 1:
        result = result[..., 0]
    return Tensor.from_op(result, "matmul", a, b)
# %% tensor-getitem
#| export
def plain_index(index: object) -> object:
    """The index with every Tensor in it replaced by an array of integers; all else stays as it is.

    Args:
        index: a Tensor, a tuple (whose parts may be Tensors), or anything that NumPy takes as an index.

    Raises:
        IndexError: a Tensor holds a number that is not whole.

    Example:
        >>> plain_index((slice(0, 2), Tensor([2.0, 0.0])))
        (slice(0, 2, None), array([2, 0]))
    """
    if isinstance(index, Tensor):
        if not np.array_equal(index.data, np.round(index.data)):
            raise IndexError("not whole")
        return np.round(index.data).astype(int)
    return tuple(map(plain_index, index)) if isinstance(index, tuple) else index


def getitem(a: Tensor, index: object) -> Tensor:
    """The selected part of a. It may share a's memory.

    Example:
        >>> getitem(Tensor([[1.0, 2.0], [3.0, 4.0]]), (Tensor([0.0, 1.0]), Tensor([1.0, 0.0]))).data
        array([2., 3.], dtype=float32)
    """
    index = plain_index(index)
    result = np.array(a.data[index])
    return Tensor.from_op(result, "getitem", a, index=index)
# %% tensor-reshape
#| export
def reshape(a: Tensor, *shape: int | tuple[int, ...]) -> Tensor:
    """The same elements, in the same order, in another shape. It may share a's memory.

    Args:
        a: a tensor of any shape.
        shape: the new shape, as several numbers or as one tuple. One entry may be -1: it is worked out.

    Raises:
        ValueError: no such shape holds exactly these elements. The message contains
            "Total elements must match" and a's shape.

    Example:
        >>> reshape(Tensor([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), 2, -1).shape
        (2, 3)
    """
    import math

    shape = tuple(shape[0]) if shape and isinstance(shape[0], (tuple, list)) else shape
    if shape.count(-1) == 1:
        rest = math.prod(length for length in shape if length != -1)
        shape = tuple(a.size // rest if length == -1 else length for length in shape)
    if math.prod(shape) != a.size or min(shape, default=0) < 0:
        raise ValueError(f"Total elements must match: {a.shape} holds {a.size} elements")
    result = np.array(list(a.data.flat), dtype=a.dtype).reshape(shape)
    return Tensor.from_op(result, "reshape", a, shape=result.shape)
# %% tensor-transpose
#| export
def transpose(a: Tensor, dim0: int | None = None, dim1: int | None = None) -> Tensor:
    """Swap two axes. The result may share a's memory.

    Args:
        a: a tensor with at least one axis.
        dim0, dim1: the axes to swap. With neither, the last two; a vector then stays as it is.

    Raises:
        ValueError: only one of the two is given.

    Example:
        >>> transpose(Tensor([[1.0, 2.0, 3.0]])).shape
        (3, 1)
    """
    if dim0 is None and dim1 is None:
        dim0 = -1 if a.ndim == 1 else -2
        dim1 = -1
    elif dim0 is None or dim1 is None:
        raise ValueError("two axes or none")
    shape = list(a.shape)
    shape[dim0], shape[dim1] = shape[dim1], shape[dim0]
    result = np.empty(shape, dtype=a.dtype)
    for place in np.ndindex(*a.shape):
        target = list(place)
        target[dim0], target[dim1] = target[dim1], target[dim0]
        result[tuple(target)] = a.data[place]
    return Tensor.from_op(result, "transpose", a, dim0=dim0, dim1=dim1)
# %% tensor-sum
#| export
def tensor_sum(a: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Add up the elements along one axis, several axes, or all of them.

    Args:
        a: a tensor of any shape.
        axis: the axis that disappears, or a tuple of axes; negative ones count from the end; None: all axes.
        keepdims: leave each reduced axis in the shape, with length 1.

    Example:
        >>> tensor_sum(Tensor([[1.0, 2.0], [3.0, 4.0]]), axis=0).data
        array([4., 6.], dtype=float32)
    """
    axes = range(a.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    result = a.data
    for n in sorted((n % a.ndim for n in axes), reverse=True):
        parts = [result[(slice(None),) * n + (i,)] for i in range(result.shape[n])]
        result = parts[0].copy()
        for part in parts[1:]:
            result = result + part
        if keepdims:
            result = np.expand_dims(result, n)
    return Tensor.from_op(result, "sum", a, axis=axis, keepdims=keepdims)
# %% tensor-mean
#| export
def tensor_mean(a: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Average the elements along one axis, several axes, or all of them.

    Args:
        a: a tensor of any shape.
        axis: the axis that disappears, or a tuple of axes; negative ones count from the end; None: all axes.
        keepdims: leave each reduced axis in the shape, with length 1.

    Example:
        >>> tensor_mean(Tensor([[1.0, 2.0], [3.0, 4.0]]), axis=1).data
        array([1.5, 3.5], dtype=float32)
    """
    places = range(a.ndim) if axis is None else axis if isinstance(axis, tuple) else [axis]
    count = int(np.prod([a.shape[place] for place in places], dtype=int))
    result = a.data.sum(axis=axis, keepdims=keepdims) / count
    return Tensor.from_op(result, "mean", a, axis=axis, keepdims=keepdims)
# %% tensor-max
#| export
def tensor_max(a: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The largest element along one axis, several axes, or all of them.

    Args:
        a: a tensor of any shape.
        axis: the axis that disappears, or a tuple of axes; negative ones count from the end; None: all axes.
        keepdims: leave each reduced axis in the shape, with length 1.

    Example:
        >>> tensor_max(Tensor([[-1.0, -5.0], [-7.0, -2.0]]), axis=1).data
        array([-1., -2.], dtype=float32)
    """
    axes = range(a.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    result = a.data
    for n in sorted((n % a.ndim for n in axes), reverse=True):
        result = np.sort(result, axis=n).take(-1, axis=n)
        if keepdims:
            result = np.expand_dims(result, n)
    return Tensor.from_op(result, "max", a, axis=axis, keepdims=keepdims)
# %% tensor-strides
def row_major_strides(shape: tuple[int, ...], itemsize: int) -> tuple[int, ...]:
    """How many bytes lie between neighbours along each axis, when the last axis is stored side by side.

    Args:
        shape: the length of each axis, none of them 0.
        itemsize: the bytes of one element: 4 for float32, 8 for float64.

    Returns:
        One number of bytes an axis.

    Example:
        >>> row_major_strides((2, 3), 4)
        (12, 4)
    """
    import math

    strides = (itemsize * math.prod(shape[axis + 1 :]) for axis in range(len(shape)))
    return tuple(strides)
# %% tensor-matmul-cost
def matmul_cost(a_shape: tuple[int, int], b_shape: tuple[int, int], itemsize: int = 4) -> tuple[int, int]:
    """What the product of two matrices costs: arithmetic operations, and bytes that must move at least once.

    Args:
        a_shape: (m, k).
        b_shape: (k, n).
        itemsize: the bytes of one element.

    Returns:
        The number of multiplications and additions; and the bytes of both inputs and of the result.

    Example:
        >>> matmul_cost((1, 2), (2, 1))
        (4, 20)
    """
    operations = sum(2 * b_shape[0] for _ in range(a_shape[0])) * b_shape[1]
    moved = 0
    for rows, columns in (a_shape, b_shape, (a_shape[0], b_shape[1])):
        moved += rows * columns * itemsize
    return operations, moved
