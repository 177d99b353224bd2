"""`tito checkpoint`: what a student can do by now, answered by running it."""

from typing import Annotated, Any

import typer
from rich.markup import escape

from tito.cli.console import out
from tito.cli.students import AsJson, document, say, student, table, waiting
from tito.course import Checkpoint, Course, CourseError
from tito.course.rules import span
from tito.progress import checkpoints
from tito.progress.checkpoints import Answer
from tito.progress.desk import ProgressError

app = typer.Typer(no_args_is_help=True, add_completion=False)
_STATES = {True: "yes", False: "no", None: "open"}
_COLOURS = {True: "green", False: "red", None: "dim"}


@app.callback()
def checkpoint() -> None:
    """What you can do by now: one question for each module, answered by your own tinytorch."""


@app.command()
def status(as_json: AsJson = False) -> None:
    """Ask every question whose module is in your package."""
    who = student()
    with waiting("asking your tinytorch"):
        answers = checkpoints.ask(who.desk, who.desk.course.checkpoints)
    if as_json:
        document({"folder": str(who.desk.root), "checkpoints": [_data(one) for one in answers]})
        return
    rows = table("no.", "question", "answer")
    for one in answers:
        answer = _coloured(one) + (f": {escape(one.why)}" if one.why else "")
        rows.add_row(f"{one.checkpoint.number:02d}", one.checkpoint.question, answer)
    out.print(rows)
    asked = [one for one in answers if one.holds is not None]
    say(f"{sum(bool(one.holds) for one in asked)} of {len(answers)} answered with yes.")


@app.command()
def test(
    name: Annotated[str, typer.Argument(help="0 for the environment; 1, 01 or 01_tensor for a module")],
    as_json: AsJson = False,
) -> None:
    """Ask one question, and show what runs; exit code 1 unless the answer is yes."""
    who = student()
    asked = _meant(who.desk.course, name)
    with waiting("asking your tinytorch"):
        answer = checkpoints.ask(who.desk, [asked])[0]
    if answer.holds is None:
        number = f"{asked.number:02d}"
        raise ProgressError(
            f"Checkpoint {number} asks for {asked.module.id if asked.module else asked.id}, which is not in your "
            f"{who.desk.package.name} yet: tito module complete {number} puts it there."
        )
    if as_json:
        document(_data(answer))
    else:
        _show(answer)
    if not answer.holds:
        raise typer.Exit(1)


def _show(answer: Answer) -> None:
    say(answer.checkpoint.question)
    say()
    for line in answer.checkpoint.runs.strip().splitlines():
        say(f"    {line}")
    say()
    say("Yes, because this runs." if answer.holds else f"Not yet: {answer.why}.")


def _meant(course: Course, name: str) -> Checkpoint:
    text = name.strip().lower()
    if text in ("0", "00", "environment"):
        return course.checkpoints[0]
    try:
        row = course.module(text)
    except CourseError:
        if text.isdigit():
            raise CourseError(f"There is no checkpoint {name}: 0 is the environment, {span(course.modules)} are the "
                              "modules.") from None  # fmt: skip
        raise
    return next(one for one in course.checkpoints if one.module == row)


def _coloured(answer: Answer) -> str:
    colour = _COLOURS[answer.holds]
    return f"[{colour}]{_STATES[answer.holds]}[/{colour}]"


def _data(answer: Answer) -> dict[str, Any]:
    one = answer.checkpoint
    return {
        "number": one.number, "id": one.id, "module": one.module.id if one.module else None, "question": one.question,
        "runs": one.runs, "answer": _STATES[answer.holds], "why": answer.why,
    }  # fmt: skip
