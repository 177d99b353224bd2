"""Every attack on what is around a submission earns what its code deserves, reaches nothing, and harms nobody."""

from collections.abc import Mapping

import pytest

from tests.judge.attacks.outside import Outside
from tests.judge.attacks.playing import ON_PROCESSES, play
from tito.judge.engine import Engine


@pytest.mark.parametrize("name", ON_PROCESSES)
def test_attack(engine: Engine, reached: Mapping[str, frozenset[int]], beyond: Outside, name: str) -> None:
    play(engine, reached, beyond, name)
