"""Every attack earns what its code deserves, sees nothing, and harms nobody."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

import pytest

from tests.judge.attacks.attack_bench import RIGHT, SECRET, Attack, job, seen
from tests.judge.attacks.outside import BREACH, Outside, left_running, outside, shown
from tito.judge.engine import Engine
from tito.judge.look.static import look
from tito.judge.sandbox import probe

FILES = sorted(path.stem for path in Path(__file__).parent.glob("attack_*.py") if path.stem != "attack_bench")
ATTACKS: dict[str, Attack] = {
    name: attack
    for file in FILES
    for name, attack in import_module(f"tests.judge.attacks.{file}").ATTACKS.items()
}


@pytest.fixture(scope="module")
def beyond() -> Iterator[Outside]:
    with outside() as made, pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUB_TOKEN", made.marker)
        yield made


@pytest.fixture(scope="module")
def engine(beyond: Outside) -> Iterator[Engine]:
    level = probe().level
    if level != "namespaces":
        pytest.skip(f"the attacks need the sandbox, and this machine offers level '{level}'")
    engine = Engine()
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def reached(engine: Engine) -> Mapping[str, frozenset[int]]:
    outcome = engine.run(job(RIGHT, None))
    assert all(outcome.passed.values()), outcome
    return outcome.reached


def test_the_right_solution_passes_and_is_not_flagged(engine: Engine, reached: Mapping[str, frozenset[int]]) -> None:
    outcome = engine.run(job(RIGHT, reached))
    assert all(outcome.passed.values()) and not outcome.review and not outcome.incidents


def test_the_wrong_solution_fails(engine: Engine, reached: Mapping[str, frozenset[int]]) -> None:
    outcome = engine.run(job(Attack(), reached))
    assert {name for name, passed in outcome.passed.items() if passed} == {"test-scale"}


@pytest.mark.parametrize("name", ATTACKS)
def test_attack(engine: Engine, reached: Mapping[str, frozenset[int]], beyond: Outside, name: str) -> None:
    attack = beyond.aimed(ATTACKS[name])
    outcome = engine.run(job(attack, reached))
    passed = {test for test, good in outcome.passed.items() if good}
    assert passed <= attack.passes, "it gained points"
    assert attack.may_stop or passed == attack.passes, "it lost points that its code deserves"
    assert SECRET not in seen(outcome), "a hidden line leaked"
    assert not attack.flagged or outcome.review or outcome.incidents or look(job(attack, None).cells), "nobody is told"
    assert attack.shows in shown(outcome), "it did not come as far as it should"
    assert BREACH not in shown(outcome)
    assert beyond.marker not in shown(outcome), "something was read that lies outside"
    assert not beyond.harm()
    assert not left_running(engine)
    after = engine.run(job(RIGHT, reached))
    assert all(after.passed.values()) and not after.review, "the next submission was harmed"


def test_there_are_enough() -> None:
    assert len(ATTACKS) >= 60
