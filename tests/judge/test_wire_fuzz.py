"""A short run of the fuzzer, and proof that it would notice."""

import random
import re
import subprocess
import sys

import fuzz_wire
import pytest

from tito.judge.wire import Frame, Stream, decoding, encode


def test_a_few_thousand_hostile_streams() -> None:
    tally = fuzz_wire.run(3000, seed=1)
    assert tally.values > 1000
    assert set(tally.errors) >= {"BadPrefix", "BadHeader", "BadValue", "BadArray", "BadBlob", "BadKey", "OverLimit"}
    assert "Unforeseen" not in tally.errors
    assert tally.line().startswith("3000 streams, nothing unexpected")


def test_the_same_seed_makes_the_same_streams() -> None:
    def streams(seed: int) -> list[bytes]:
        rng = random.Random(seed)
        pool = fuzz_wire.samples(rng)
        return [fuzz_wire.mutated(rng, pool) for _ in range(50)]

    assert streams(3) == streams(3)
    assert streams(3) != streams(4)


def test_a_missing_check_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "check_shape", lambda shape, itemsize, limits: None)
    with pytest.raises(fuzz_wire.Fault, match="decoding met a"):
        fuzz_wire.run(20_000, seed=1)


def test_an_error_of_another_kind_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def receive(self: Stream) -> object:
        raise ValueError("leaked")

    monkeypatch.setattr(Stream, "receive", receive)
    with pytest.raises(fuzz_wire.Fault, match="ValueError: leaked"):
        fuzz_wire.run(1, seed=1)


def test_a_value_that_changes_on_the_way_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz_wire, "decode", lambda frame, limits: None)
    with pytest.raises(fuzz_wire.Fault, match="changes"):
        fuzz_wire._guarded(encode([1, 2]).packed(), fuzz_wire.Tally())


def test_the_proof_runs_on_its_own_and_prints_one_line() -> None:
    command = [sys.executable, fuzz_wire.__file__, "--cases", "100", "--seed", "5"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert re.fullmatch(r"seed 5: 100 streams, nothing unexpected: .*\n", done.stdout)


def test_a_sound_stream_is_counted() -> None:
    tally = fuzz_wire.Tally()
    fuzz_wire.feed(encode([1, 2]).packed() + Frame(b"junk").packed(), tally)
    assert (tally.cases, tally.values, dict(tally.errors)) == (1, 1, {"BadHeader": 1})
