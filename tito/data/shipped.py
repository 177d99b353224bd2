"""The datasets that come with the course; origin and licence stand in a text file beside each, in files/."""

import hashlib
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from .errors import DataDamaged, DataMissing
from .examples import Examples

FILES = Path(__file__).parent / "files"
SUMS = {
    "digits.npz": "b2dab7b501728c22e9119ad76740b2e17c77a231e42d1e592380d90886f1a05e",
    "fashion_small.npz": "74beb27ebc47b10c0ce54c2d4e1f587eb16b7094cbb756e67df3bb817ab0d8f7",
}
"""SHA-256 of what was released."""

FASHION_CLASSES = (
    "T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
)  # fmt: skip
"""What the labels 0 to 9 of Fashion-MNIST mean."""


def digits() -> Examples:
    """1,797 handwritten digits of 8 by 8 pixels, 0 (paper) to 16 (ink), with labels 0 to 9.

    Source: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository,
    1998 (CC BY 4.0).

    Example:
        >>> digits().images.shape
        (1797, 8, 8)
    """
    return _examples("digits.npz", ("images", "labels"))


def fashion_small(train: bool = True) -> Examples:
    """A class-balanced part of Fashion-MNIST: 1,000 of its training rows, or 500 of its test rows.

    Pixels are 28 by 28, from 0 to 255; the labels are explained by FASHION_CLASSES.

    Source: H. Xiao, K. Rasul, R. Vollgraf, Fashion-MNIST, 2017, arXiv:1708.07747 (MIT).

    Example:
        >>> fashion_small(train=False).images.shape
        (500, 28, 28)
    """
    part = "train" if train else "test"
    return _examples("fashion_small.npz", (f"{part}_images", f"{part}_labels"))


def _examples(name: str, keys: Sequence[str], folder: Path = FILES) -> Examples:
    path = folder / name
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != SUMS[name]:
            raise DataDamaged(f"{path} is not the file that was released: install the package tito again.")
        with np.load(path, allow_pickle=False) as arrays:
            images, labels = (arrays[key] for key in keys)
    except (OSError, zipfile.BadZipFile) as error:
        raise DataMissing(f"{path} cannot be read ({error}): install the package tito again.") from None
    return Examples(images, labels.astype(np.int64))
