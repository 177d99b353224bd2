"""Reader for idx, the format of the MNIST files, plain or compressed with gzip.

A file is: two zero bytes, a byte for the type, a byte for the number of axes, the length of each axis as a 32-bit
integer, then the entries; all most significant byte first. (Y. LeCun, C. Cortes, C. Burges, The MNIST database of
handwritten digits.)
"""

import gzip
import math
import os
import struct
import zlib
from pathlib import Path

import numpy as np

from .errors import DataDamaged, DataMissing

TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_GZIP = b"\x1f\x8b"


def read_idx(path: str | os.PathLike[str]) -> np.ndarray:
    """The array in an idx file, in this machine's byte order.

    Raises:
        DataMissing: there is no such file.
        DataDamaged: it is no idx file, or is cut short, or too long; the sentence says where.

    Example:
        >>> read_idx("train-labels-idx1-ubyte.gz").shape  # doctest: +SKIP
        (60000,)
    """
    path = Path(path)
    content = _content(path)
    kind, shape = _header(path, content)
    start = 4 + 4 * len(shape)
    needed = start + math.prod(shape) * kind.itemsize
    if len(content) != needed:
        difference = "ends too early" if len(content) < needed else "goes on too long"
        raise DataDamaged(
            f"{path} {difference}: entries of shape {shape} make it {needed:,} bytes, and it has {len(content):,}."
        )
    return np.frombuffer(content, kind, offset=start).reshape(shape).astype(kind.newbyteorder("="))


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
        return gzip.decompress(content) if content.startswith(_GZIP) else content
    except FileNotFoundError:
        raise DataMissing(f"There is no file {path}.") from None
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DataDamaged(f"{path} cannot be unpacked ({error}): delete it and fetch it again.") from None
    except OSError as error:
        raise DataMissing(f"{path} cannot be read: {error.strerror}.") from None


def _header(path: Path, content: bytes) -> tuple[np.dtype, tuple[int, ...]]:
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] not in TYPES:
        raise DataDamaged(f"{path} is no idx file: it begins with {content[:4].hex(' ') or 'nothing'}.")
    axes = content[3]
    if not 1 <= axes <= 8 or len(content) < 4 + 4 * axes:
        raise DataDamaged(f"{path} is no idx file: its head promises {axes} axes and does not give their lengths.")
    return np.dtype(TYPES[content[2]]), struct.unpack(f">{axes}I", content[4 : 4 + 4 * axes])
