"""What can go wrong between a test and the student's objects, beside the wire.

BrokenRule         a BaseException: no `except Exception` of a test can swallow it, and it poisons the verdict
    BadAnswer      the student's process answered what no honest one answers
RemoteError        an Exception of the student's code that is not raised by its own type

Every sentence of a BrokenRule is this project's; none holds text that came over the wire.
"""


class BrokenRule(BaseException):
    """A rule of tests was broken, by the test or by the student's process."""


class BadAnswer(BrokenRule):
    """The student's process answered what no honest one answers."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the student's process gave an answer that makes no sense: {what}")


class RemoteError(Exception):
    """What the student's code raised, where that is no ordinary exception: SystemExit, KeyboardInterrupt and others."""


COMPARED = (
    "the test compares or tests an object of the student's code itself, by {}, so the student's code would decide "
    "the answer: compare plain values, such as check.array(x), x.shape or x.data, or use `is`; a cell that tests the "
    "comparison itself sets strict to false"
)
CHANGED = (
    "the test changes a {} that came from the student's process, which does not see the change: hand the value over "
    "with ref(...) and look at it with .pull(), or change it in a locked cell"
)
SUBCLASSED = "a test cannot subclass a class of the student's code: define the subclass in a locked cell"
OPERATIONS = "the test asks the student's process more than {:,} times: do the work of a loop in one call"
HANDLES = "the test holds more than {:,} of the student's objects at once"
CLASSES = "the student's process shows more than {:,} classes"
UNASKED = "the student's process speaks without being asked"
ENDED_BEFORE = "the conversation with the student's process is broken already: {}"
OTHER_TEST = "this object belongs to the process of an earlier test: make it anew in this cell"
FUNCTION = "a test cannot hand a function made in the test to the student's code: define it in a locked cell"
VALUE = (
    "a test cannot hand {} made in the test to the student's code, only plain values and arrays: make it in a "
    "locked cell"
)
IN_PLACE = "a test cannot let the student's code write into an array of the test: hand it over with ref(...)"
PICKLED = "an object of the student's code cannot be pickled in a test"
