"""Cohorts for measuring a grader: honest and wrong work in the proportions of life, by any number of people."""

from random import Random

from tito.rehearsal.behaviours import EVERY, Behaviour
from tito.rehearsal.people import people

# What a hundred people hand in. A mistake is the usual case, so that every test is seen to fail now and then.
_SHARES = {
    "right": 22, "other design": 12, "one mistake": 16, "several mistakes": 12, "mistakes in another design": 8,
    "unfinished": 7, "half done": 6, "exception": 4, "prints": 4, "prints and a mistake": 3, "noise on stderr": 3,
    "plots": 2, "blank": 1,
}  # fmt: skip
HANGING = "hang"


def crowd(count: int, seed: int, hanging: int = 0, besides: tuple[str, ...] = ()) -> dict[str, Behaviour]:
    """Student -> what they do, the same for the same seed.

    Args:
        hanging: how many of them hand in a loop without an end, which costs a grader its limit of CPU seconds.
        besides: behaviours that occur once each, too, if there is room.
    """
    names = [name for name, share in _SHARES.items() for _ in range(share)]
    hundreds, rest = divmod(count, len(names))
    rng = Random(f"{seed}/crowd")
    dealt = names * hundreds + rng.sample(names, rest)
    rng.shuffle(dealt)
    planned = [*[HANGING] * hanging, *besides, *dealt][:count]
    rng.shuffle(planned)
    return {student: EVERY[name] for student, name in zip(people(count), planned, strict=True)}
