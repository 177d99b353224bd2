"""The layout of one frame.

    3 bytes   TTW
    1 byte    version
    u32       length of the header
    u32       number of blobs n
    n * u32   their lengths
    header    JSON in UTF-8: one value
    blobs     raw bytes of arrays, texts and bytes, one after the other

Numbers are little endian.
"""

import struct
from collections.abc import Sequence

import numpy as np

from tito.judge.wire.errors import BadPrefix, OverLimit
from tito.judge.wire.limits import Limits

MAGIC = b"TTW"
VERSION = 1
PREFIX = struct.Struct("<3sBII")


class Frame:
    """One value as it crosses: a header, and the blobs that it refers to, each a flat array of bytes."""

    __slots__ = ("blobs", "header")

    def __init__(self, header: bytes, blobs: Sequence[np.ndarray] = ()) -> None:
        self.header = header
        self.blobs = blobs

    def opening(self) -> bytes:
        """Everything before the blobs."""
        count = len(self.blobs)
        prefix = PREFIX.pack(MAGIC, VERSION, len(self.header), count)
        if not count:
            return prefix + self.header
        return prefix + struct.pack(f"<{count}I", *[blob.size for blob in self.blobs]) + self.header

    def packed(self) -> bytes:
        """The whole frame in one piece."""
        return b"".join((self.opening(), *(blob.data for blob in self.blobs)))


def read_prefix(data: bytes | bytearray, start: int, limits: Limits) -> tuple[int, int]:
    """(length of the header, number of blobs) of the frame that begins there"""
    magic, version, header, blobs = PREFIX.unpack_from(data, start)
    if magic != MAGIC or version != VERSION:
        raise BadPrefix("a frame does not begin as frames of this version do")
    if header > limits.header:
        raise OverLimit("header", limits.header)
    if blobs > limits.blobs:
        raise OverLimit("blobs", limits.blobs)
    return header, blobs


def read_lengths(data: bytes, header: int, limits: Limits) -> tuple[tuple[int, ...], int]:
    """(length of each of at least one blob, length of the whole frame)"""
    lengths = struct.unpack(f"<{len(data) // 4}I", data)
    if max(lengths) > limits.blob:
        raise OverLimit("blob", limits.blob)
    return lengths, PREFIX.size + len(data) + header + sum(lengths)
