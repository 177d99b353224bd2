"""All attacks, and what each must come to."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from tests.judge.attacks.attack_bench import RIGHT, SECRET, Attack, job, seen
from tests.judge.attacks.outside import BREACH, Outside, left_running, shown
from tito.judge.engine import Engine
from tito.judge.look.static import look

FILES = sorted(path.stem for path in Path(__file__).parent.glob("attack_*.py") if path.stem != "attack_bench")
BY_FILE: dict[str, dict[str, Attack]] = {file: import_module(f"tests.judge.attacks.{file}").ATTACKS for file in FILES}
ATTACKS: dict[str, Attack] = {name: attack for attacks in BY_FILE.values() for name, attack in attacks.items()}
ON_PROCESSES = [name for file in ("attack_exhausting", "attack_escaping") for name in BY_FILE[file]]
"""Attacks on what is around a submission; the others are on its tests."""


def play(engine: Engine, reached: Mapping[str, frozenset[int]], beyond: Outside, name: str) -> None:
    """Play an attack against an engine; fails where it came to anything."""
    attack = beyond.aimed(ATTACKS[name])
    outcome = engine.run(job(attack, reached), words=False)
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
