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
from dataclasses import dataclass, field

import numpy as np

from tito.judge.wire.errors import BadPrefix, OverLimit
from tito.judge.wire.limits import Limits

MAGIC = b"TTW"
VERSION = 1
PREFIX = struct.Struct("<3sBII")


@dataclass
class Frame:
    """One value as it crosses: a header, and the blobs that it refers to, each a flat array of bytes."""

    header: bytes
    blobs: list[np.ndarray] = field(default_factory=list)

    def opening(self) -> bytes:
        """Everything before the blobs."""
        lengths = [blob.size for blob in self.blobs]
        prefix = PREFIX.pack(MAGIC, VERSION, len(self.header), len(lengths))
        return b"".join((prefix, struct.pack(f"<{len(lengths)}I", *lengths), self.header))

    def packed(self) -> bytes:
        """The whole frame in one piece."""
        return b"".join((self.opening(), *(blob.tobytes() for blob in self.blobs)))


def read_prefix(data: bytes, limits: Limits) -> tuple[int, int]:
    """(length of the header, number of blobs)"""
    magic, version, header, blobs = PREFIX.unpack(data)
    if magic != MAGIC or version != VERSION:
        raise BadPrefix("a frame does not begin as frames of this version do")
    if header > limits.header:
        raise OverLimit("header", limits.header)
    if blobs > limits.blobs:
        raise OverLimit("blobs", limits.blobs)
    return header, blobs


def read_lengths(data: bytes, header: int, limits: Limits) -> tuple[tuple[int, ...], int]:
    """(length of each blob, length of the whole frame)"""
    lengths = struct.unpack(f"<{len(data) // 4}I", data)
    if max(lengths, default=0) > limits.blob:
        raise OverLimit("blob", limits.blob)
    size = PREFIX.size + len(data) + header + sum(lengths)
    if size > limits.frame:
        raise OverLimit("frame", limits.frame)
    return lengths, size
