"""What an item analysis asks an instructor to look at, a sentence each."""

from collections.abc import Iterator, Sequence

from tito.gradebook.items import FEWEST, Alarm, Analysis, Pair

_NAMED = 5  # names in one sentence


def basis(found: Analysis) -> str:
    """How many submissions an analysis rests on, and how many it had to leave out."""
    counted = f"{found.counted} submission{'' if found.counted == 1 else 's'}"
    gone = f", {found.left_out} left out that could not be graded" if found.left_out else ""
    few = "" if found.enough else f"; from {FEWEST} on, it says which tests need a look"
    return f"Analysis of {counted}{gone}{few}."


def findings(found: Analysis) -> list[str]:
    """All that needs a look, gravest first; empty when nothing does."""
    alarmed = {alarm.test for alarm in found.alarms}
    backwards = [i.question for i in found.items if i.backwards and i.question.name not in alarmed]
    return [
        *map(_alarm, found.alarms),
        *_everybody(found.everybody_fails),
        *(_backwards(question.name, question.written) for question in backwards),
        *_alike(found),
        *_nobody(found.nobody_fails),
    ]


def _alarm(alarm: Alarm) -> str:
    best = f"{len(alarm.failing)} of the {alarm.best} best fail {alarm.test}"
    others = f"{alarm.others_failing} of the {alarm.others} others"
    do = f"read what {_some(alarm.failing)} wrote; unless it is meant to be so hard, the test may be wrong"
    return f"{best}, and {others}: {do}."


def _everybody(tests: Sequence[str]) -> Iterator[str]:
    if tests:
        yield f"Everybody fails {_some(tests)}: run the reference against it, and see whether the text asks for it."


def _backwards(name: str, written: bool) -> str:
    do = "agree on the rubric and read some again" if written else "see which right answers the test refuses"
    return f"The weaker do better in {name} than the stronger: {do}."


def _alike(found: Analysis) -> Iterator[str]:
    """Redundant pairs; those that hang together in one sentence, since six tests alike are fifteen pairs."""
    groups: list[set[str]] = []
    for pair in found.pairs:
        touched = [group for group in groups if group & {*pair.tests}]
        groups = [*(group for group in groups if group not in touched), {*pair.tests}.union(*touched)]
    for group in groups:
        pairs = [pair for pair in found.pairs if {*pair.tests} <= group]
        if pairs[1:]:
            names = [item.question.name for item in found.items if item.question.name in group]
            least = min(pair.phi for pair in pairs)
            yield f"{_some(names)} end alike (phi from {least:.2f} on): keep those that ask for something of their own."
        else:
            yield _pair(pairs[0])


def _pair(pair: Pair) -> str:
    one, other = pair.tests
    alike = f"end alike in {pair.alike} of {pair.students} submissions"
    return f"{one} and {other} {alike} (phi {pair.phi:.2f}): one of them can go, or ask for something else."


def _nobody(tests: Sequence[str]) -> Iterator[str]:
    if tests:
        yield f"Nobody fails {_some(tests)}: nothing is wrong, but it tells nobody apart; see the audit before it goes."


def _some(names: Sequence[str]) -> str:
    """A few names as one would say them."""
    rest = len(names) - _NAMED
    if rest > 0:
        return f"{', '.join(names[:_NAMED])} and {rest} more"
    return " and ".join([*filter(None, [", ".join(names[:-1])]), names[-1]])
