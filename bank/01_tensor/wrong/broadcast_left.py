# exercise: tensor-broadcast-shape
# belief: the missing axes are filled in at the end, so that shapes start together
# symptom: aligned at their ends
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
    left = a + (1,) * (width - len(a))
    right = b + (1,) * (width - len(b))
    lengths = []
    for m, n in zip(left, right):
        if m != n and m != 1 and n != 1:
            raise ValueError(f"Cannot broadcast {a} with {b}")
        lengths.append(n if m == 1 else m)
    return tuple(lengths)
