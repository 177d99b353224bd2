"""One engine and one outside for each file of attacks."""

from collections.abc import Iterator, Mapping

import pytest

from tests.judge.attacks.attack_bench import RIGHT, job
from tests.judge.attacks.outside import Outside, outside
from tito.judge.engine import Engine
from tito.judge.sandbox import probe


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
