"""The three verdicts, for processes that open no database.

GRADED          marked by the tests; written answers may wait for a TA
NEEDS_REVIEW    marked, and somebody should look: the reasons say at what
NOT_GRADABLE    there was nothing to mark: the reason says why, and feedback tells the student
"""

from enum import StrEnum

STOCK = "executed by nbgrader's own Execute, with the tests in the student's kernel: "
"""How a reason begins that says why the judge did not run a notebook; by itself it asks for no review."""

CAUGHT_UP = "not handed in, and the reference that was released to catch up stands in its place: "
"""How a reason begins that names a module beneath a milestone; by itself it asks for no review."""


class Kind(StrEnum):
    """The three verdicts."""

    GRADED = "graded"
    NEEDS_REVIEW = "needs review"
    NOT_GRADABLE = "not gradable"
