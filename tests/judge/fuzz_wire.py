"""Hostile streams, by the hundred thousand, through the real reader: only errors of the wire, or sound values.

    python tests/judge/fuzz_wire.py --cases 1000000 [--seed 0]
    python tests/judge/fuzz_wire.py --cases 1000000 --guided      steered by coverage; needs the package atheris

A case is a sequence of one to four frames, of which some are changed: in their JSON tree, in their lengths, or in
any byte. It fails if anything but a WireError comes out, if that is Unforeseen, if a value cannot be written and
read again as the same, or if it takes more than two seconds of processor time. One line is printed.
"""

import argparse
import copy
import json
import random
import resource
import shutil
import socket
import struct
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tito.judge.wire import Frame, Handle, Limits, Stream, Unforeseen, Unsendable, WireError, decode, encode

LIMITS = Limits(
    header=1 << 14, blob=1 << 14, frame=1 << 16, blobs=16, items=500, depth=12, digits=400, text=3000, dims=6,
    total_bytes=1 << 17, total_frames=4,
)  # fmt: skip
NAMES = """int float complex str bytes np.str_ np.bytes_ list tuple set frozenset dict slice range array scalar dtype
type constant handle <f8 <f4 <i4 <i8 |b1 |u1 <c16 <U2 |S3 <U0 |S0 O V8 <M8 >f8 |O <U9999 <f16 ValueError numpy.float32
Ellipsis NotImplemented None 00 01 ff 0000000000000000 7ff8000000000001 -1 -ff zz"""
WORDS = NAMES.split()
NUMBERS = [0, 1, 2, 3, -1, 7, 8, 255, 2**31, 2**32, 2**53, 2**62, 2**63 - 1, 2**63, -(2**63), 2**64, 10**30]
ODD = [None, True, False, 0.0, -0.0, 1.0, 1e308, float("nan"), float("inf"), "", [], {}, {"a": 1}, [[]], "\ud800", "é"]
DEEP = [b"[", b"[" * 5000, b"{" * 5000, b'["list",' * 600]
HEADERS = [*DEEP, b"", b"9" * 5000, b"1e999", b"NaN", b'"\\ud800"', b"\xff", b"\0", b'"' + b"a" * 3001 + b'"']
INTEGER = struct.Struct("<I")


@dataclass
class Tally:
    """What a run has seen."""

    cases: int = 0
    values: int = 0
    slowest: float = 0.0
    errors: Counter = field(default_factory=Counter)

    def line(self) -> str:
        kinds = ", ".join(f"{name} {count}" for name, count in self.errors.most_common())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        return (
            f"{self.cases} streams, nothing unexpected: {self.values} values, {kinds}; "
            f"slowest {1000 * self.slowest:.0f} ms, peak {peak} MiB"
        )


class Fault(Exception):
    """A stream that the reader did not handle as it should."""


def known(handle: Handle) -> Handle:
    """The objects of this fuzzer's judge: a hundred of them."""
    if handle.id < 100:
        return handle
    raise KeyError(handle.id)


def samples(rng: random.Random, count: int = 300) -> list[Frame]:
    """Sound frames to start from."""
    frames = [encode(_value(rng, 3)) for _ in range(count)]
    return [frame for frame in frames if len(frame.packed()) < LIMITS.frame]


def _value(rng: random.Random, depth: int) -> object:
    if depth == 0 or rng.random() < 0.4:
        return _leaf(rng)
    inside = [_value(rng, depth - 1) for _ in range(rng.randrange(4))]
    keys = [_key(rng) for _ in inside]
    table = dict(zip(keys, inside, strict=True))
    return rng.choice([inside, tuple(inside), table, set(keys), frozenset(keys), slice(*[*inside, 1][:3])])


def _key(rng: random.Random) -> object:
    few = [None, 2.5, b"b", 1 << 90, Handle(1, 2)]
    return rng.choice([rng.randrange(100), "k" * rng.randrange(9), (1, rng.random()), *few])


def _leaf(rng: random.Random) -> object:
    kind = rng.choice(["<f8", "<f4", ">i4", "|b1", "<U3", "|S5", "<c8", "|u1"])
    shape = tuple(rng.randrange(5) for _ in range(rng.randrange(4)))
    array = np.zeros(shape, kind) if kind[1] in "US" else np.arange(np.prod(shape)).reshape(shape).astype(kind)
    few = [np.str_("t"), np.bytes_(b"u"), np.dtype(kind), ValueError, np.int64, Ellipsis, float("nan"), True]
    long = ["\ud800", "x" * 1100, b"y" * 80, range(rng.randrange(9)), complex(1, rng.random())]
    return rng.choice([_key(rng), array, array, np.float32(rng.random()), *few, *long])


def mutated(rng: random.Random, pool: list[Frame]) -> bytes:
    """A sequence of frames, some of them changed."""
    pieces = []
    for _ in range(rng.randrange(1, 5)):
        frame = rng.choice(pool)
        for _ in range(rng.choice([0, 0, 1, 1, 2, 4])):
            frame = _changed_frame(rng, frame, pool)
        pieces.append(frame.packed())
    data = bytearray(b"".join(pieces))
    for _ in range(rng.choice([0, 0, 0, 1, 2, 5])):
        _change_bytes(rng, data)
    return bytes(data[:100_000])


def _changed_frame(rng: random.Random, frame: Frame, pool: list[Frame]) -> Frame:
    """Another header, another tree in it, or other blobs."""
    blobs = list(frame.blobs)
    choice = rng.random()
    if choice < 0.02:
        return Frame(rng.choice(HEADERS), blobs)
    if choice < 0.1:
        other = rng.choice(pool)
        return Frame(frame.header, blobs[:1] + list(other.blobs)) if rng.random() < 0.5 else Frame(other.header, blobs)
    if choice < 0.2 and blobs:
        place = rng.randrange(len(blobs))
        blobs[place] = blobs[place][: rng.randrange(blobs[place].size + 1)]
        return Frame(frame.header, blobs)
    try:
        tree = json.loads(frame.header)
    except (ValueError, RecursionError):
        return frame
    return Frame(json.dumps(_changed_tree(rng, tree, pool)).encode(), blobs)


def _changed_tree(rng: random.Random, tree: object, pool: list[Frame]) -> object:
    """The tree with one node replaced, dropped, added, swapped, doubled or wrapped; tags mostly stay in place."""
    lists: list[list] = []
    _collect(tree, lists)
    if not lists or rng.random() < 0.03:
        return _node(rng, pool)
    place = rng.choice(lists)
    first = 1 if len(place) > 1 and rng.random() < 0.9 else 0
    if not place:
        place.append(0)
    index, other = rng.randrange(first, len(place)), rng.randrange(first, len(place))
    change = rng.choice([_replace, _replace, _replace, _drop, _add, _swap, _double, _wrap])
    change(place, index, other, _node(rng, pool))
    return tree


def _replace(place: list, index: int, other: int, node: object) -> None:
    place[index] = node


def _drop(place: list, index: int, other: int, node: object) -> None:
    del place[index]


def _add(place: list, index: int, other: int, node: object) -> None:
    place.insert(index, node)


def _swap(place: list, index: int, other: int, node: object) -> None:
    place[index], place[other] = place[other], place[index]


def _double(place: list, index: int, other: int, node: object) -> None:
    place.insert(index, copy.deepcopy(place[other]))


def _wrap(place: list, index: int, other: int, node: object) -> None:
    place[index] = ["tuple", place[index]]


def _collect(node: object, lists: list[list]) -> None:
    if isinstance(node, list):
        lists.append(node)
        for item in node:
            _collect(item, lists)


def _node(rng: random.Random, pool: list[Frame]) -> object:
    """A word, a number, something odd, a sound tree, or a tag with anything behind it."""
    kind = rng.randrange(5)
    if kind < 3:
        return rng.choice([WORDS, NUMBERS, ODD][kind])
    if kind == 3:
        return json.loads(rng.choice(pool).header)
    parts = [*NUMBERS[:6], *WORDS[:30], [2, 2], ""]
    return [rng.choice(WORDS[:20]), *(rng.choice(parts) for _ in range(rng.randrange(4)))]


def _change_bytes(rng: random.Random, data: bytearray) -> None:
    """One bit, byte, number or stretch of the stream."""
    if not data:
        return
    place = rng.randrange(len(data))
    action = rng.randrange(7)
    if action == 0:
        data[place] ^= 1 << rng.randrange(8)
    elif action == 1:
        data[place] = rng.choice(b'[]{},":0-9e\\\x00\xff')
    elif action == 2:
        del data[place : place + rng.randrange(1, 9)]
    elif action == 3:
        data[place:place] = rng.randbytes(rng.randrange(1, 9))
    elif action == 4:
        data[place : place + 4] = INTEGER.pack(rng.choice([0, 1, 8, 64, 1 << 14, 1 << 16, 2**31, 2**32 - 1]))
    elif action == 5:
        del data[place:]
    else:
        start = rng.randrange(min(16, len(data)))
        data[start] = rng.randrange(256)


def feed(data: bytes, tally: Tally) -> None:
    """Reads one stream to its end, and checks everything that comes out."""
    far, near = socket.socketpair()
    far.setblocking(False)
    stream = Stream(near, LIMITS, object_for=known)
    start = time.thread_time()
    try:
        far.sendall(data)
        far.close()
        while True:
            _check_value(stream.receive())
            tally.values += 1
    except Unforeseen as error:
        raise Fault(f"{error}: {error.__cause__!r}") from error
    except WireError as error:
        tally.errors[type(error).__name__] += 1
    finally:
        far.close()
        stream.close()
    spent = time.thread_time() - start
    tally.cases += 1
    tally.slowest = max(tally.slowest, spent)
    if spent > 2:
        raise Fault(f"took {spent:.1f} seconds")


def _check_value(value: object) -> None:
    """A value must be writable again (or be over a cap by its longer form), and come back as the same."""
    try:
        frame = encode(value, LIMITS)
    except Unsendable as error:
        if "allowed" in str(error):
            return
        raise Fault(f"a value came that cannot be sent: {error}") from error
    again = encode(decode(frame, LIMITS), LIMITS)
    if len(again.packed()) != len(frame.packed()):
        raise Fault("a value changes when it is sent on")


def run(cases: int, seed: int) -> Tally:
    """So many cases; raises Fault with the case's bytes in hexadecimal at the first that goes wrong."""
    rng = random.Random(seed)
    pool, tally = samples(rng), Tally()
    for _ in range(cases):
        _guarded(mutated(rng, pool), tally)
    return tally


def _guarded(data: bytes, tally: Tally) -> None:
    try:
        feed(data, tally)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        raise Fault(f"case {tally.cases}: {type(error).__name__}: {error}; stream {data.hex()}") from error


def guided(cases: int, seed: int) -> None:
    """The same, with streams that atheris grows from what they reach in the code."""
    import atheris

    for name in ("decoding", "parsing", "parts", "elements", "keys", "frames", "stream"):
        module = sys.modules[f"tito.judge.wire.{name}"]
        for thing in list(vars(module).values()):
            if getattr(thing, "__module__", None) == module.__name__:
                _instrument(atheris.instrument_func, thing)
    tally, folder = Tally(), Path(tempfile.mkdtemp())
    for number, frame in enumerate(samples(random.Random(seed))):
        (folder / f"{number}-header").write_bytes(bytes([2 * len(frame.blobs), 80, 80]) + frame.header)
        (folder / f"{number}-frame").write_bytes(b"\1" + frame.packed())

    def one(data: bytes) -> None:
        _guarded(_steered(data), tally)
        if tally.cases == cases:
            print("guided:", tally.line(), flush=True)
            shutil.rmtree(folder)  # the library ends the process, so nothing after it is reached

    options = [f"-atheris_runs={cases}", f"-seed={seed + 1}", "-max_len=4096", "-verbosity=0", "-reload=0"]
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={folder}/", str(folder)], one)
    atheris.Fuzz()


def _instrument(mark: Callable, thing: object) -> None:
    """Lets the code of a function, or of a class's methods, report its coverage."""
    for function in [thing, *vars(thing).values()] if isinstance(thing, type) else [thing]:
        if hasattr(function, "__code__"):
            mark(function)


def _steered(data: bytes) -> bytes:
    """Bytes as they are; or, when they begin with an even byte, as the header of a frame whose lengths are right."""
    if not data or data[0] % 2:
        return data[1:]
    blobs = [np.zeros(size, np.uint8) for size in data[1:3]]
    return Frame(data[3:], blobs[: data[0] // 2 % 3]).packed()


def main() -> int:
    parser = argparse.ArgumentParser(description="Hostile streams through the wire's reader")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--guided", action="store_true")
    chosen = parser.parse_args()
    if chosen.guided:
        guided(chosen.cases, chosen.seed)
        return 0
    try:
        print(f"seed {chosen.seed}: {run(chosen.cases, chosen.seed).line()}")
    except Fault as fault:
        print(f"seed {chosen.seed}: FAILED at {fault}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
