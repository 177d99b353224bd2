"""`nbgrader release_feedback` and `nbgrader fetch_feedback` over HTTP."""

import glob
import re
import shutil
import tempfile
from pathlib import Path

from nbgrader.exchange import default

from tito.exchange import archives
from tito.exchange.archives import Limits
from tito.exchange.client import Client, digest
from tito.exchange.errors import Refused
from tito.exchange.models import Receipt
from tito.plugins.exchange import SECRET, HubExchange, chosen, limits


class ReleaseFeedback(HubExchange, default.ExchangeReleaseFeedback):
    """Gives each student the pages on the submission that was graded."""

    def copy_files(self) -> None:
        """Send the pages of every student; one whose pages cannot be sent holds up no other."""
        course, assignment = self.coursedir.course_id, self.coursedir.assignment_id
        with self.talking() as client:
            receipts = {one.id: one for one in client.submissions(course, assignment)}
            failed = [student for student in self._students() if not self._send(client, student, receipts)]
        if failed:
            self.fail(f"Feedback was not released for: {', '.join(failed)}")

    def _students(self) -> list[str]:
        """Those who have pages."""
        excluded = set(self.coursedir.student_id_exclude.split(","))
        if one := chosen(self.coursedir.student_id):
            return [] if one in excluded else [one]
        assignment, step = self.coursedir.assignment_id, self.coursedir.feedback_directory
        name = re.compile(self.coursedir.format_path(step, "(?P<student>[^/]+)", assignment, escape=True))
        pattern = self.coursedir.format_path(step, "*", assignment)
        folders = [Path(found) for found in glob.glob(pattern)]  # noqa: PTH207 - a whole path with a star in it
        found = {name.fullmatch(str(folder)) for folder in folders if any(folder.glob("*.html"))}
        return sorted({match["student"] for match in found if match} - excluded)

    def _folder(self, step: str, student: str) -> Path:
        return Path(self.coursedir.format_path(step, student, self.coursedir.assignment_id))

    def _send(self, client: Client, student: str, receipts: dict[str, Receipt]) -> bool:
        folder = self._folder(self.coursedir.feedback_directory, student)
        receipt = receipts.get(self._submission(student) or "")
        if receipt is None or receipt.student != student:
            self.log.error(f"The feedback for {student} belongs to no submission that the exchange knows.")
            return False
        with tempfile.TemporaryDirectory(prefix="exchange-") as name:
            pages, archive = Path(name, "pages"), Path(name, "archive")
            pages.mkdir()
            for page in sorted(folder.glob("*.html")):
                shutil.copyfile(page, pages / page.name)
                self.log.info(
                    f"Releasing feedback for student '{student}' on assignment '{receipt.course}/"
                    f"{receipt.assignment}/{page.stem}' ({self.stamp(receipt.received)})"
                )
            archives.pack(pages, archive)
            try:
                client.release_feedback(receipt.course, receipt.id, archive)
            except Refused as error:
                if error.status in (401, 403):
                    raise
                self.log.error(str(error))
                return False
        return True

    def _submission(self, student: str) -> str | None:
        """The id that grading put beside the pages; pages without one are about what was collected last.

        What lies in autograded/ says nothing here: it may be of an earlier submission.
        """
        for step in (self.coursedir.feedback_directory, self.coursedir.submitted_directory):
            path = self._folder(step, student) / SECRET
            if path.is_file() and not path.is_symlink():
                return path.read_text(encoding="utf-8", errors="replace").strip()
        return None


class FetchFeedback(HubExchange, default.ExchangeFetchFeedback):
    """Brings the newest pages on each of one's own submissions."""

    def init_dest(self) -> None:
        """Beside the assignment, as nbgrader has it."""
        default.ExchangeFetchFeedback.init_dest(self)

    def copy_files(self) -> None:
        """Fetch what is new."""
        course = self.require_course()
        self.log.info(f"Source: {self.url}")
        self.log.info(f"Destination: {self.dest_path}")
        with self.talking() as client:
            me, allowed = client.me().name, limits(client)
            for receipt in client.submissions(course, chosen(self.coursedir.assignment_id), me):
                self._fetch(client, receipt, allowed)

    def _fetch(self, client: Client, receipt: Receipt, allowed: Limits) -> None:
        stamp = self.stamp(receipt.received)
        for notebook in sorted(set(receipt.notebooks) - {Path(page.name).stem for page in receipt.feedback}):
            named = f"{receipt.course}/{receipt.assignment}/{notebook}"
            self.log.warning(f"Could not find feedback for '{named}' submitted at {stamp}")
        target = feedback_folder(Path(self.dest_path).parent, stamp)
        if all(has(target, page.name, page.sha256) for page in receipt.feedback):
            return
        with tempfile.TemporaryDirectory(prefix="exchange-") as name:
            archive = Path(name, "archive")
            client.fetch_feedback(receipt.course, receipt.id, archive)
            for page in archives.unpack(archive, target, allowed):
                self.log.info(f"Fetched feedback: {target / page.name}")


def feedback_folder(assignment: Path, stamp: str) -> Path:
    """Where the pages on the submission of that moment lie."""
    return assignment / "feedback" / stamp


def has(folder: Path, name: str, sha256: str) -> bool:
    """Whether a page was fetched already, in this version."""
    return (folder / name).is_file() and digest(folder / name) == sha256
