"""Small files in the format of MNIST's, written independently of the reader."""

import gzip
import struct
from pathlib import Path

import numpy as np

CODES = {"u1": 8, "i1": 9, "i2": 11, "i4": 12, "f4": 13, "f8": 14}


def packed(array: np.ndarray) -> bytes:
    kind = array.dtype.str[1:]
    head = bytes([0, 0, CODES[kind], array.ndim]) + b"".join(struct.pack(">I", n) for n in array.shape)
    return head + array.astype(f">{kind}").tobytes()


def written(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def small_mnist(folder: Path, part: str, count: int, ending: str = ".gz") -> tuple[np.ndarray, np.ndarray]:
    """A pair of files as mnist() reads them, and what is in them."""
    rng = np.random.default_rng(count)
    images = rng.integers(0, 256, size=(count, 28, 28)).astype(np.uint8)
    labels = rng.integers(0, 10, size=count).astype(np.uint8)
    written(folder / f"{part}-images-idx3-ubyte{ending}", packed(images))
    written(folder / f"{part}-labels-idx1-ubyte{ending}", packed(labels))
    return images, labels
