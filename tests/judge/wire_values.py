"""Values that cross the wire: how they are drawn, and when two of them are the same to the bit."""

import socket
import struct

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tito.judge.wire import Frame, Handle, Limits, Stream, decode
from tito.judge.wire.elements import ELEMENTS
from tito.judge.wire.values import TYPES

LITTLE = list(ELEMENTS)
BIG = [text.replace("<", ">") for text in LITTLE if text[0] == "<"]


def exact(value: object) -> object:
    """A description that is equal for two values only if they are the same type and the same bits."""
    kind = type(value).__name__
    if isinstance(value, np.ndarray):
        little = value.astype(value.dtype.newbyteorder("<"))
        return kind, little.dtype.str, value.shape, little.tobytes()
    if isinstance(value, np.generic):
        return kind, value.dtype.str, value.tobytes()
    if isinstance(value, float):
        return kind, struct.pack(">d", value)
    if isinstance(value, complex):
        return kind, struct.pack(">dd", value.real, value.imag)
    if isinstance(value, dict):
        return kind, [(exact(key), exact(item)) for key, item in value.items()]
    if isinstance(value, (list, tuple)):
        return kind, [exact(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return kind, sorted((exact(item) for item in value), key=repr)
    if isinstance(value, slice):
        return kind, [exact(part) for part in (value.start, value.stop, value.step)]
    return kind, value


def there_and_back(frame: Frame, limits: Limits = Limits(), **options) -> object:
    """The frame's value, decoded from a copy of its blobs, as it would be after a journey."""
    return decode(Frame(frame.header, [blob.copy() for blob in frame.blobs]), limits, **options)


def arrival(data: bytes, limits: Limits = Limits(), **options) -> object:
    """What a stream makes of these bytes, after which the other side closes."""
    far, near = socket.socketpair()
    far.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    far.setblocking(False)
    assert far.send(data) == len(data)
    far.close()
    stream = Stream(near, limits, **options)
    try:
        return stream.receive()
    finally:
        stream.close()


def journey(value: object) -> object:
    """The value after a real stream, because the memory of a blob belongs to the stream's reader."""
    one, other = map(Stream, socket.socketpair())
    try:
        one.send(value)
        return other.receive()
    finally:
        one.close()
        other.close()


def fixed_dtypes() -> st.SearchStrategy:
    wide = st.builds("{}{}".format, st.sampled_from(["<U", ">U", "|S"]), st.integers(1, 9))
    return (st.sampled_from(LITTLE + BIG) | wide).map(np.dtype)


def arrays() -> st.SearchStrategy:
    shapes = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5)
    return fixed_dtypes().flatmap(lambda dtype: hnp.arrays(dtype, shapes))


def scalars() -> st.SearchStrategy:
    numbers = st.sampled_from(LITTLE).flatmap(lambda kind: hnp.from_dtype(np.dtype(kind)))
    return numbers | st.text().map(np.str_) | st.binary().map(np.bytes_)


def any_text() -> st.SearchStrategy:
    """Texts, with surrogates on their own and in pairs."""
    return st.text(st.characters(exclude_categories=())) | st.text().map(lambda text: text * 200)


def leaves() -> st.SearchStrategy:
    return st.one_of(
        st.none(), st.booleans(), st.integers(), st.integers(-(1 << 700), 1 << 700), st.floats(), _patterns(),
        st.complex_numbers(), any_text(), st.binary(), st.binary(min_size=60, max_size=70),
        st.just(Ellipsis), st.just(NotImplemented), scalars(), st.sampled_from(sorted(TYPES.values(), key=repr)),
        st.builds(range, st.integers(), st.integers(), st.integers().filter(bool)),
        st.builds(Handle, st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1)),
    )  # fmt: skip


def _patterns() -> st.SearchStrategy:
    """Floats by their bits: every NaN, with its sign and its payload."""
    return st.binary(min_size=8, max_size=8).map(lambda data: struct.unpack(">d", data)[0])


def values() -> st.SearchStrategy:
    """The whole space, a few levels deep."""
    keys = st.recursive(leaves(), lambda inner: st.tuples(inner) | st.frozensets(inner, max_size=3), max_leaves=4)
    plain = keys | arrays() | fixed_dtypes()
    return st.recursive(plain, lambda inner: _containers(inner, keys), max_leaves=12)


def _containers(inner: st.SearchStrategy, keys: st.SearchStrategy) -> st.SearchStrategy:
    return st.one_of(
        st.lists(inner, max_size=5), st.lists(inner, max_size=5).map(tuple), st.dictionaries(keys, inner, max_size=4),
        st.sets(keys, max_size=4), st.frozensets(keys, max_size=4), st.builds(slice, inner, inner, inner),
    )  # fmt: skip
