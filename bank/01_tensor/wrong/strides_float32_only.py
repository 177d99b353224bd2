# exercise: tensor-strides
# belief: an element is always 4 bytes long
# symptom: 8 bytes long
# fails: test-strides
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
    strides = []
    step = 4
    for length in reversed(shape):
        strides.insert(0, step)
        step *= length
    return tuple(strides)
