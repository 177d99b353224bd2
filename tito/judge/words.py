"""What the steps of grading note in a notebook, and the verdict that follows from it."""

from collections.abc import Iterable
from typing import Any

from tito.gradebook.kinds import CAUGHT_UP, STOCK, Kind
from tito.judge.released import Sheet
from tito.judge.work import Ran, is_python

MARK = "tito"
"""Key in a graded notebook's metadata under which each step leaves word for the next."""

Word = dict[str, Any]

SEALED = "sealed"
"""Set where the student's own cells ran before any test did, so that their outputs cannot hold any of it."""

OWN = "own"
"""Key of what `integration` found: module -> the tests that fail from the student's own on."""


def said(ran: Ran, sheet: Sheet) -> Word:
    """What a run leaves word of, besides its incidents."""
    word: Word = {"engine": ran.engine, "level": ran.level}
    if ran.review:
        word["review"] = list(ran.review)
    if ran.engine == "judge":
        word[SEALED] = True
    elif why := sheet.why or _no_python(sheet):
        word["stock"] = why
    return word


def _no_python(sheet: Sheet) -> str:
    """Why the judge runs no notebook of another language."""
    name, language = sheet.kernel
    return "" if is_python(language) else f"the judge runs Python, and the kernel of {sheet.name} is {name}"


def joined(names: Iterable[str]) -> str:
    """What ran several notebooks, or held them, each once, in the order of the alphabet."""
    return ", ".join(sorted({name for name in names if name}))


def decide_all(words: list[Word]) -> tuple[Kind, list[str]]:
    """The verdict of a submission of several notebooks: the gravest of theirs."""
    each = [decide(word) for word in words]
    gravest = max((kind for kind, _ in each), key=list(Kind).index)
    return gravest, [reason for _, reasons in each for reason in reasons]


def decide(word: Word) -> tuple[Kind, list[str]]:
    """The verdict and its reasons, from what was noted."""
    if word.get("unreadable"):
        return Kind.NOT_GRADABLE, [word["unreadable"]]
    missing = [f"{module} was not handed in, and this milestone stands on it" for module in word.get("missing", [])]
    broken = [f"in their {module}, {text}" for module, texts in word.get("broken", {}).items() for text in texts]
    reasons = [*word.get("notes", []), *word.get("incidents", []), *word.get("review", []), *missing, *broken]
    kind = Kind.NEEDS_REVIEW if reasons else Kind.GRADED
    notes = [f"{CAUGHT_UP}{module}" for module in word.get("caught_up", [])]
    return kind, [*reasons, *notes, *([f"{STOCK}{word['stock']}"] if word.get("stock") else [])]
