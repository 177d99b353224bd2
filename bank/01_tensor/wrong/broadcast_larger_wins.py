# exercise: tensor-broadcast-shape
# belief: the larger of two lengths wins
# symptom: takes the other length
# fails: test-broadcast-shape
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
    width = max(len(a), len(b))
    left = (1,) * (width - len(a)) + a
    right = (1,) * (width - len(b)) + b
    lengths = []
    for m, n in zip(left, right):
        if m != n and 1 not in (m, n):
            raise ValueError(f"Cannot broadcast {a} with {b}")
        lengths.append(max(m, n))
    return tuple(lengths)
