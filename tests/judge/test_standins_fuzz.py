"""A few hundred hostile conversations; `fuzz_standins.py` runs any number."""

import random

import pytest
from fuzz_standins import Fault, Tally, _attempt, run_case

from tito.judge.court.errors import BrokenRule


def test_hostile_conversations_end_as_they_should():
    tally = Tally()
    for case in range(400):
        run_case(random.Random(f"pytest/{case}"), tally)
    assert tally.cases == 400
    assert min(tally.ended[kind] for kind in ("BadAnswer", "failures", "values")) > 20, tally.line()


class Sound:
    poisoned = None


def test_the_fuzzer_sees_a_fault_that_does_not_poison():
    def broken():
        raise BrokenRule("x")

    with pytest.raises(Fault, match="poisoned: None"):
        _attempt(broken, Sound(), Tally())


def test_the_fuzzer_sees_an_exception_of_the_courts_own(monkeypatch):
    from tito.judge.court.words import clean

    with pytest.raises(Fault, match="TypeError escaped"):
        _attempt(lambda: clean(3), Sound(), Tally())
