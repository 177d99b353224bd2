"""Every attack on a test earns what its code deserves, sees nothing, and harms nobody."""

from collections.abc import Mapping

import pytest

from tests.judge.attacks.attack_bench import RIGHT, Attack, job
from tests.judge.attacks.outside import Outside
from tests.judge.attacks.playing import ATTACKS, BY_FILE, ON_PROCESSES, play
from tito.judge.engine import Engine


def test_the_right_solution_passes_and_is_not_flagged(engine: Engine, reached: Mapping[str, frozenset[int]]) -> None:
    outcome = engine.run(job(RIGHT, reached))
    assert all(outcome.passed.values()) and not outcome.review and not outcome.incidents


def test_the_wrong_solution_fails(engine: Engine, reached: Mapping[str, frozenset[int]]) -> None:
    outcome = engine.run(job(Attack(), reached))
    assert {name for name, passed in outcome.passed.items() if passed} == {"test-scale"}


@pytest.mark.parametrize("name", [name for name in ATTACKS if name not in ON_PROCESSES])
def test_attack(engine: Engine, reached: Mapping[str, frozenset[int]], beyond: Outside, name: str) -> None:
    play(engine, reached, beyond, name)


def test_there_are_enough() -> None:
    assert len(ATTACKS) == sum(map(len, BY_FILE.values())) >= 60, "or two attacks have one name"
