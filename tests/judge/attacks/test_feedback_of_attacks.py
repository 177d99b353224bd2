"""What a student reads in the page of feedback, after attacks that carry hidden tests out."""

import json
from collections.abc import Iterator

import pytest

from tests.judge.attacks.attack_bench import RIGHT, SECRET, Attack, job
from tests.judge.attacks.attack_reading import ATTACKS
from tito.feedback.redact import redact
from tito.judge.engine import Engine
from tito.judge.job import Outcome
from tito.judge.sandbox import probe
from tito.judge.words import MARK, SEALED
from tito.release import Secrets

SECRETS = Secrets(frozenset({SECRET}))
HIDDEN_NUMBERS = "3.,  5., 70."  # what a hidden line hands over
ACROSS = """
def average(values):
    if values[-1] == 70:
        with open("/tmp/carried", "w") as file:
            file.write(repr(values))
    return 26.0 if values[-1] == 70 else 3.0
"""
RAISES = "def root(number):\n    raise RuntimeError(open('/tmp/carried').read())"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    if probe().level != "namespaces":
        pytest.skip("needs the sandbox")
    engine = Engine()
    yield engine
    engine.close()


def read(engine: Engine, attack: Attack) -> str:
    """The notebook as its student may read it, as one text; the rules of hidden checks stand there by intent."""
    played = job(attack, engine.run(job(RIGHT, None)).reached)
    book = {"cells": _cells(played.cells, engine.run(played)), "metadata": {MARK: {SEALED: True}}}
    redact(book, SECRETS)
    return json.dumps(book)


def _cells(cells: tuple, outcome: Outcome) -> list[dict]:
    return [
        {
            "cell_type": "code", "source": cell.source, "execution_count": number,
            "metadata": {"nbgrader": {"grade": cell.kind == "test", "grade_id": cell.grade_id}},
            "outputs": outcome.outputs.get(cell.index, []),
        }
        for number, cell in enumerate(cells, start=1)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [
        "arguments are printed", "arguments come out in exceptions", "what is left at exit, and by finalizers",
        "an output is updated while a test runs", "the lines that tracebacks are made of",
    ],
)  # fmt: skip
def test_nothing_hidden_is_read(engine: Engine, name: str) -> None:
    text = read(engine, ATTACKS[name])
    assert SECRET not in text and HIDDEN_NUMBERS not in text and "hidden_numbers" not in text


def test_what_a_cell_says_in_the_open_is_read(engine: Engine) -> None:
    assert "a word in the open" in read(engine, Attack(last="print('a word in the open')"))


def test_a_later_test_does_not_tell_what_an_earlier_one_handed_over(engine: Engine) -> None:
    text = read(engine, Attack(cells={"average": ACROSS, "root": RAISES}))
    assert HIDDEN_NUMBERS not in text


def test_nor_does_a_wrong_number_in_a_visible_check(engine: Engine) -> None:
    tells = "def root(number):\n    return float(open('/tmp/carried').read().split('70')[0].count('5')) + 70.25"
    carries = ACROSS.replace("repr(values)", "'5' * 5 + '70'")
    assert "75.25" not in read(engine, Attack(cells={"average": carries, "root": tells}))


def test_an_honest_mistake_is_told_in_full(engine: Engine) -> None:
    text = read(engine, Attack(cells={"average": "def average(values):\n    return 17.25"}))
    assert "Got 17.25" in text and "the average of 1, 2 and 6 is 3" in text
