"""Nothing is left behind for the next submission; and what the sandbox hides is there for whoever stands outside."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.judge.attacks.attack_bench import job
from tests.judge.attacks.attack_escaping import CONTROLS, RESIDUES, residue
from tests.judge.attacks.outside import BREACH, Outside, left_running, outside, shown
from tito.judge.engine import Engine
from tito.judge.sandbox import probe


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    if probe().level != "namespaces":
        pytest.skip("needs the sandbox")
    engine = Engine()
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def beyond() -> Iterator[Outside]:
    with outside() as made:
        yield made


@pytest.mark.parametrize("name", CONTROLS)
def test_outside_the_sandbox_it_works(beyond: Outside, name: str) -> None:
    code = beyond.fill(CONTROLS[name])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert beyond.marker in done.stdout, done.stderr


@pytest.mark.parametrize("name", RESIDUES)
def test_nothing_is_left_for_the_next(engine: Engine, name: str) -> None:
    leave, look = RESIDUES[name]
    for half in (leave, look):
        attack = residue(half)
        outcome = engine.run(job(attack, None))
        assert attack.shows in shown(outcome), shown(outcome)[-1500:]
        assert BREACH not in shown(outcome), shown(outcome)[-1500:]
        assert not left_running(engine)


def test_within_one_submission_it_is_found(engine: Engine) -> None:
    leave, look = RESIDUES["files in shared places"]
    outcome = engine.run(job(residue(f"{leave}\n{look}"), None))
    assert BREACH in shown(outcome), "the look at what was left sees nothing at all"
