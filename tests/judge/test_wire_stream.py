"""Values over a real socket: whole, in order, in time, or an error of its own kind; and never again after one."""

import os
import socket
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from wire_values import arrival, exact

from tito.judge.wire import (
    BadHeader,
    BadPrefix,
    Deadline,
    DeadlinePassed,
    Disconnected,
    EndOfFile,
    Frame,
    Handle,
    Limits,
    OverLimit,
    ShortRead,
    Spent,
    Stream,
    Unsendable,
    Unusable,
    WireError,
    encode,
)  # fmt: skip
from tito.judge.wire import errors as errors_module
from tito.judge.wire.frames import MAGIC, PREFIX, VERSION

VALUE = ("reply", [1, 2.5, "text"], np.arange(20.0), b"x" * 100, {"a": None})


class Pair:
    """The judge's stream, and the bare socket of a stranger."""

    def __init__(self, **options) -> None:
        near, self.far = socket.socketpair()
        self.stream = Stream(near, **options)

    def close(self) -> None:
        self.stream.close()
        self.far.close()


@pytest.fixture
def pair() -> Iterator[Pair]:
    made = Pair(deadline=Deadline(20))
    yield made
    made.close()


@pytest.fixture
def two() -> Iterator[tuple[Stream, Stream]]:
    made = tuple(Stream(sock, deadline=Deadline(20)) for sock in socket.socketpair())
    yield made
    for stream in made:
        stream.close()


def test_values_arrive_whole_and_in_order(two) -> None:
    one, other = two
    for number in range(50):
        one.send((number, VALUE))
    for number in range(50):
        assert exact(other.receive()) == exact((number, VALUE))
    assert other.received_frames == 50
    assert other.buffered == 0


@pytest.mark.parametrize("size", [0, 1, 65, 8191, 8192, 8193, 200_000])
def test_arrays_of_every_size_arrive(two, size: int) -> None:
    value = [np.arange(size, dtype=np.float64), size, np.arange(size) % 2 == 0]
    sender = threading.Thread(target=two[0].send, args=(value,))
    sender.start()
    got = two[1].receive()
    sender.join()
    assert exact(got) == exact(value)


def test_more_blobs_than_the_system_takes_at_once(two) -> None:
    value = [bytes([number % 256]) * 100 for number in range(4000)]
    sender = threading.Thread(target=two[0].send, args=(value,))
    sender.start()
    assert two[1].receive() == value
    sender.join()


def test_the_wait_of_a_server_has_no_deadline() -> None:
    pair = Pair()
    threading.Timer(0.05, pair.far.send, [encode(3).packed()]).start()
    assert pair.stream.receive() == 3
    pair.close()


def test_a_frame_may_come_byte_by_byte() -> None:
    pair = Pair(deadline=Deadline(20))
    data = encode(VALUE).packed()
    thread = threading.Thread(target=lambda: [pair.far.send(data[place : place + 1]) for place in range(len(data))])
    thread.start()
    assert exact(pair.stream.receive()) == exact(VALUE)
    thread.join()
    pair.close()


def test_silence_ends_at_the_deadline(pair: Pair) -> None:
    pair.stream.deadline = Deadline(0.1)
    start = time.monotonic()
    with pytest.raises(DeadlinePassed):
        pair.stream.receive()
    assert 0.09 < time.monotonic() - start < 5


def test_a_slow_drip_of_bytes_does_not_move_the_deadline(pair: Pair) -> None:
    """Each byte comes long before a timeout of its own would end; all of them together do not."""
    stop = threading.Event()
    data = encode(b"x" * 10_000).packed()

    def drip() -> None:
        for place in range(len(data)):
            if stop.wait(0.01):
                return
            pair.far.send(data[place : place + 1])

    thread = threading.Thread(target=drip)
    thread.start()
    pair.stream.deadline = Deadline(0.3)
    start = time.monotonic()
    with pytest.raises(DeadlinePassed):
        pair.stream.receive()
    assert 0.25 < time.monotonic() - start < 10
    stop.set()
    thread.join()


def test_a_flood_of_frames_does_not_move_the_deadline(pair: Pair) -> None:
    clock = iter([0.0, 1.0, 2.0, 3.0, 11.0, 12.0])
    pair.stream.deadline = Deadline(10, lambda: next(clock))
    big = encode(b"x" * 60_000).packed()
    pair.far.sendall(big * 2)
    with pytest.raises(DeadlinePassed):
        for _ in range(10):
            pair.stream.receive()
            pair.far.sendall(big)


def test_one_deadline_covers_a_whole_test(pair: Pair) -> None:
    now = [0.0]
    pair.stream.deadline = Deadline(10, lambda: now[0])
    for _ in range(3):
        pair.far.send(encode(1).packed())
        assert pair.stream.receive() == 1
        now[0] += 4
    pair.far.send(encode(1).packed())
    with pytest.raises(DeadlinePassed):
        pair.stream.receive()


def test_a_stranger_who_does_not_read_is_not_waited_for_either(pair: Pair) -> None:
    pair.stream.deadline = Deadline(0.1)
    with pytest.raises(DeadlinePassed):
        pair.stream.send(np.zeros(1_000_000))
    with pytest.raises(Spent):
        pair.stream.send(1)


def test_a_deadline_of_years_is_a_deadline() -> None:
    pair = Pair(deadline=Deadline(1e12))
    pair.far.send(encode(1).packed())
    assert pair.stream.receive() == 1
    pair.close()


def test_the_end_between_two_frames(pair: Pair) -> None:
    pair.far.send(encode(1).packed())
    pair.far.close()
    assert pair.stream.receive() == 1
    with pytest.raises(EndOfFile):
        pair.stream.receive()


def test_the_end_at_every_byte_of_a_frame() -> None:
    data = encode(VALUE).packed()
    for place in range(1, len(data)):
        with pytest.raises(ShortRead):
            arrival(data[:place])
    with pytest.raises(EndOfFile):
        arrival(b"")
    assert exact(arrival(data)) == exact(VALUE)


def test_every_bit_of_a_frame_may_flip() -> None:
    data = encode(("a", 1.5, np.arange(9.0), {"k": b"v" * 70}, Handle(1, 2))).packed()
    seen = set()
    for place in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[place] ^= 1 << bit
            try:
                encode(arrival(bytes(changed)))
            except WireError as error:
                seen.add(type(error).__name__)
    assert "Unforeseen" not in seen
    assert seen >= {"BadPrefix", "BadHeader", "BadValue", "BadArray", "BadBlob", "ShortRead", "OverLimit"}


def test_another_beginning_or_version_is_refused() -> None:
    good = encode(1).packed()
    for prefix in (b"XTW\x01", b"TTW\x00", b"TTW\x02", b"ttw\x01"):
        with pytest.raises(BadPrefix):
            arrival(prefix + good[4:])
    assert good[:4] == MAGIC + bytes([VERSION])


def prefix(header: int, *lengths: int, blobs: int | None = None) -> bytes:
    count = len(lengths) if blobs is None else blobs
    return PREFIX.pack(MAGIC, VERSION, header, count) + struct.pack(f"<{len(lengths)}I", *lengths)


@pytest.mark.parametrize(
    ("cap", "data"),
    [
        ("header", prefix(2**32 - 1)),
        ("blobs", prefix(1, blobs=2**32 - 1)),
        ("blob", prefix(1, 2**32 - 1)),
        ("frame", prefix(1, 64 << 20, 64 << 20)),
        ("frame", prefix(1, *[1 << 20] * 100)),
    ],
)
def test_lengths_are_refused_before_anything_is_read_or_kept(cap: str, data: bytes) -> None:
    """The refusal comes although nothing follows the lengths, so no room was made and nothing was waited for."""
    pair = Pair(deadline=Deadline(20))
    pair.far.send(data)
    with pytest.raises(OverLimit) as caught:
        pair.stream.receive()
    assert caught.value.cap == cap
    pair.close()


def test_a_promise_of_bytes_takes_no_memory(pair: Pair) -> None:
    before = _resident()
    pair.far.send(prefix(1, 60 << 20, 30 << 20) + b"1")
    pair.far.close()
    with pytest.raises(ShortRead):
        pair.stream.receive()
    assert _resident() - before < 20 << 20


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


def test_the_bytes_of_a_connection_are_counted() -> None:
    data = encode("a" * 88).packed()
    assert len(data) == 102
    pair = Pair(limits=Limits(total_bytes=1020), deadline=Deadline(20))
    pair.far.send(data * 11)
    for _ in range(10):
        pair.stream.receive()
    assert pair.stream.received_bytes == 1020
    with pytest.raises(OverLimit, match="total_bytes"):
        pair.stream.receive()
    pair.close()


def test_the_frames_of_a_connection_are_counted() -> None:
    pair = Pair(limits=Limits(total_frames=5), deadline=Deadline(20))
    pair.far.send(encode(1).packed() * 6)
    for _ in range(5):
        pair.stream.receive()
    with pytest.raises(OverLimit, match="total_frames"):
        pair.stream.receive()
    pair.close()


def test_after_a_fault_nothing_is_believed_any_more(pair: Pair) -> None:
    pair.far.send(Frame(b"junk").packed() + encode("a good value").packed())
    with pytest.raises(BadHeader):
        pair.stream.receive()
    for _ in range(2):
        with pytest.raises(Spent, match="BadHeader"):
            pair.stream.receive()
    with pytest.raises(Spent):
        pair.stream.send(1)
    assert type(pair.stream.fault) is BadHeader


def test_an_interruption_in_the_middle_of_a_frame_spends_the_stream(pair: Pair) -> None:
    """The rest of that frame would be read as the next one."""

    def interrupted() -> float:
        raise KeyboardInterrupt

    pair.stream.deadline.clock = interrupted
    with pytest.raises(KeyboardInterrupt):
        pair.stream.receive()
    with pytest.raises(Spent):
        pair.stream.receive()


def test_what_cannot_be_sent_harms_nothing(pair: Pair) -> None:
    with pytest.raises(Unsendable):
        pair.stream.send([1, object()])
    assert pair.stream.fault is None
    pair.far.setblocking(False)
    with pytest.raises(BlockingIOError):
        pair.far.recv(1)
    pair.far.send(encode("still here").packed())
    assert pair.stream.receive() == "still here"


def test_a_lost_connection(pair: Pair) -> None:
    pair.far.close()
    with pytest.raises(Disconnected):
        for _ in range(3):
            pair.stream.send(1)


def test_an_answer_before_the_question_can_be_seen(pair: Pair) -> None:
    pair.far.send(encode(1).packed() + encode(2).packed())
    pair.stream.receive()
    assert pair.stream.buffered == len(encode(2).packed())


def test_descriptors_sent_along_are_not_taken(pair: Pair) -> None:
    with Path(os.devnull).open() as gift:
        before = _descriptors()
        socket.send_fds(pair.far, [encode(1).packed()], [gift.fileno()] * 5)
        assert pair.stream.receive() == 1
        assert _descriptors() == before


def _descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def test_arrays_are_writable_only_where_asked_for() -> None:
    for writable in (False, True):
        got = arrival(encode([np.zeros(2), np.zeros(50)]).packed(), writable=writable)
        assert [array.flags.writeable for array in got] == [writable] * 2


def test_every_error_is_in_the_outline_and_none_is_an_exception() -> None:
    found = [cls for cls in vars(errors_module).values() if isinstance(cls, type)]
    assert len(found) > 15
    for cls in found:
        assert issubclass(cls, WireError) and not issubclass(cls, Exception)
        assert cls.__name__ in errors_module.__doc__
        assert cls.__doc__
    assert issubclass(ShortRead, Unusable)


@pytest.mark.parametrize("cls", [Exception, AssertionError, OSError, ValueError])
def test_a_test_that_expects_an_error_does_not_get_one_of_ours(pair: Pair, cls: type) -> None:
    """A student who kills the process must not satisfy a test that expects an exception."""
    pair.far.close()
    with pytest.raises(EndOfFile), pytest.raises(cls):
        pair.stream.receive()
