"""What grading came to, read out of the gradebook in the terms of an expectation."""

from nbgrader.api import Gradebook, SubmittedAssignment

from tito.gradebook.kinds import Kind
from tito.gradebook.verdicts import open_verdicts
from tito.rehearsal.expected import Outcome


def read(db_url: str, assignment: str) -> dict[str, Outcome]:
    """Student -> outcome, for everybody who has a submission or a verdict."""
    with open_verdicts(db_url) as table:
        verdicts = {student: verdict.kind for student, verdict in table.of(assignment).items()}
    with Gradebook(db_url) as gradebook:
        found: dict[str, list[SubmittedAssignment]] = {student: [] for student in verdicts}
        for submission in gradebook.assignment_submissions(assignment):
            found.setdefault(submission.student.id, []).append(submission)
        return {student: _outcome(theirs, verdicts.get(student)) for student, theirs in found.items()}


def _outcome(submissions: list[SubmittedAssignment], kind: Kind | None) -> Outcome:
    if not submissions:
        return Outcome(kind, copies=0)
    grades = [grade for notebook in submissions[0].notebooks for grade in notebook.grades]
    tests = {grade.name: grade.auto_score for grade in grades if grade.cell.cell_type == "code"}
    waiting = sum(bool(g.needs_manual_grade) for g in grades if g.cell.cell_type != "code")
    late = (submissions[0].total_seconds_late or 0) > 0
    return Outcome(kind, tests, waiting, late, len(submissions))
