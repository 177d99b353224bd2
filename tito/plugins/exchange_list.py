"""`nbgrader list` over HTTP, and what the assignment list and formgrader show."""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

from nbgrader.exchange import default

from tito.exchange.client import Client
from tito.exchange.models import Receipt, Released
from tito.plugins.exchange import HubExchange, chosen
from tito.plugins.exchange_feedback import feedback_folder, has

_PAUSES = (0.5,)  # a page waits for this list, and formgrader asks for it as it starts
_KEPT = "The exchange keeps every submission: only what was released can be taken back, without --inbound and --cached."


class List(HubExchange, default.ExchangeList):
    """What is out, and what was handed in, in the form of nbgrader's own list.

    `--cached` lists one's own submissions as the exchange has them, so that a lost cache loses nothing.
    """

    def init_src(self) -> None:
        """Ask; without a course, for all courses of whoever asks."""
        self.assignments: list[Any] = []
        with self.talking(_PAUSES) as client:
            courses = [self.coursedir.course_id] if self.coursedir.course_id else _courses(client)
            me = client.me().name if self.cached else chosen(self.coursedir.student_id or "")
            for course in courses:
                self.assignments += self._asked(client, course, me)

    def init_dest(self) -> None:
        """Nothing is written."""

    def _asked(self, client: Client, course: str, student: str | None) -> Iterable[Released | Receipt]:
        assignment = chosen(self.coursedir.assignment_id or "")
        if self.inbound or self.cached:
            return client.submissions(course, assignment, student)
        return [one for one in client.released(course) if assignment in (None, one.assignment)]

    def parse_assignments(self) -> list[dict[str, Any]]:
        """The list, in nbgrader's form; submissions are grouped by student and assignment."""
        if not (self.inbound or self.cached):
            return [self._outbound(one) for one in self.assignments]
        ordered = sorted(self.assignments, key=_group)
        return [
            {"course_id": course, "student_id": student, "assignment_id": assignment, "status": "submitted",
             "submissions": [self._inbound(one) for one in sorted(found, key=lambda one: one.received)]}
            for (course, student, assignment), found in groupby(ordered, key=_group)
        ]  # fmt: skip

    def _place(self, course: str, assignment: str) -> Path:
        parts = (course, assignment) if self.path_includes_course else (assignment,)
        return Path(self.assignment_dir, *parts).absolute()

    def _outbound(self, one: Released) -> dict[str, Any]:
        folder = self._place(one.course, one.assignment)
        fetched = folder.exists()
        found = sorted(path.stem for path in folder.glob("*.ipynb")) if fetched else one.notebooks
        status = "removed" if self.remove else "fetched" if fetched else "released"
        return {
            "course_id": one.course, "assignment_id": one.assignment, "status": status,
            "path": str(folder) if fetched else self.url,
            "notebooks": [{"notebook_id": name, "path": str(folder / f"{name}.ipynb")} for name in found],
        }  # fmt: skip

    def _inbound(self, one: Receipt) -> dict[str, Any]:
        stamp = self.stamp(one.received)
        folder = feedback_folder(self._place(one.course, one.assignment), stamp)
        pages = {Path(page.name).stem: page.sha256 for page in one.feedback}
        notebooks = [_notebook(name, folder, pages.get(name)) for name in sorted({*one.notebooks, *pages})]
        local = bool(pages) and all((folder / page.name).is_file() for page in one.feedback)
        return {
            "course_id": one.course, "student_id": one.student, "assignment_id": one.assignment, "timestamp": stamp,
            "random_string": None, "status": "submitted", "path": f"{self.url}/{one.id}", "notebooks": notebooks,
            "has_local_feedback": local,
            "has_exchange_feedback": bool(pages),  # also of a notebook that was handed in by another name
            "feedback_updated": any(notebook["feedback_updated"] for notebook in notebooks),
            "local_feedback_path": str(folder) if local else None,
            "submission_id": one.id, "late": one.late, "collected": one.collected is not None,
        }  # fmt: skip

    def format_inbound_assignment(self, info: dict[str, Any]) -> str:
        """nbgrader's line, which says beside it what was late and what was collected."""
        notes = [word for word in ("late", "collected") if info[word]]
        return super().format_inbound_assignment(info) + "".join(f" ({note})" for note in notes)

    def remove_files(self) -> list[dict[str, Any]]:
        """Take back what is out; submissions stay."""
        if self.inbound or self.cached:
            self.fail(_KEPT)
        assignments = self.parse_assignments()
        self.log.info("Removing released assignments:")
        with self.talking() as client:
            for info in assignments:
                self.log.info(self.format_outbound_assignment(info))
                client.unrelease(info["course_id"], info["assignment_id"])
        return assignments


def _courses(client: Client) -> list[str]:
    return [membership.course for membership in client.me().courses]


def _group(one: Receipt) -> tuple[str, str, str]:
    return one.course, one.student, one.assignment


def _notebook(name: str, folder: Path, sha256: str | None) -> dict[str, Any]:
    """A notebook of a submission, and how far its feedback has come."""
    page = folder / f"{name}.html"
    local = page.is_file()
    return {
        "notebook_id": name, "path": str(folder.parents[1] / f"{name}.ipynb"), "has_local_feedback": local,
        "has_exchange_feedback": sha256 is not None, "local_feedback_path": str(page) if local else None,
        "feedback_updated": local and sha256 is not None and not has(folder, page.name, sha256),
    }  # fmt: skip
