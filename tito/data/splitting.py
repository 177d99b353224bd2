"""Keeping rows back, to judge by what was not trained on."""

import numpy as np

from .examples import Examples


def split(examples: Examples, held_out: float = 0.2, seed: int | np.random.Generator = 0) -> tuple[Examples, Examples]:
    """Divide examples at random into rows to train on and rows held out, class by class.

    Each class gives the same share (rounded, and at least one row to each side), so that no class is missing in
    either part. The same seed gives the same rows, in the same random order.

    Args:
        held_out: the share of rows to hold out, between 0 and 1.
        seed: a number, or a generator to draw from.

    Raises:
        ValueError: the share is not between 0 and 1, or a class has a single row.

    Example:
        >>> from tito.data import digits
        >>> train, test = split(digits(), held_out=0.2, seed=0)
        >>> len(train.labels), len(test.labels)
        (1438, 359)
    """
    if not 0 < held_out < 1:
        raise ValueError(f"The share of rows to hold out lies between 0 and 1, got {held_out}")
    rng = np.random.default_rng(seed)
    kept, out = [], []
    for label in np.unique(examples.labels):
        rows = rng.permutation(np.flatnonzero(examples.labels == label))
        if len(rows) < 2:
            raise ValueError(f"Class {label} has a single row, and it cannot stand on both sides")
        count = min(max(round(held_out * len(rows)), 1), len(rows) - 1)
        out.append(rows[:count])
        kept.append(rows[count:])
    return examples.rows(rng.permutation(np.concatenate(kept))), examples.rows(rng.permutation(np.concatenate(out)))
