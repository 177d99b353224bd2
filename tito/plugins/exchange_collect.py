"""`nbgrader collect` over HTTP."""

import shutil
import tempfile
from pathlib import Path

from nbgrader.exchange import default

from tito.errors import TitoError
from tito.exchange import archives
from tito.exchange.archives import Limits
from tito.exchange.client import Client
from tito.exchange.errors import ArchiveError
from tito.exchange.folders import staged, sweep
from tito.exchange.models import Receipt
from tito.gradebook import extensions
from tito.plugins.exchange import SECRET, HubExchange, chosen, limits

RECEIPT = "receipt.json"
"""What the exchange said of a submission when it was collected: among others, whether it was late."""

_LASTING = {"id", "course", "assignment", "student", "received", "sha256", "size", "due", "extended", "late"}
_KEPT = "Submission already exists, use --update to update"


class Collect(HubExchange, default.ExchangeCollect):
    """Takes each student's newest submission, whole or not at all; interrupted, it goes on where it was."""

    def copy_files(self) -> None:
        """Collect, and take students' own dates over; one that cannot be unpacked holds up no other."""
        course, assignment = self.coursedir.course_id, self.coursedir.assignment_id
        with self.talking() as client:
            found = client.submissions(course, assignment, chosen(self.coursedir.student_id))
            newest = list(_counting(found, self.before_duedate).values())
            if newest:
                self.log.info(f"Processing {len(newest)} submissions of '{assignment}' for course '{course}'")
            else:
                self.log.warning(f"No submissions of '{assignment}' for course '{course}' to collect")
            allowed = limits(client)
            failed = [receipt.student for receipt in newest if not self._take(client, receipt, allowed)]
        wrong = [f"Not collected, for the reasons above: {', '.join(failed)}."] if failed else []
        wrong += self._take_dates(newest)
        if wrong:
            self.fail(" ".join(wrong))

    def _take_dates(self, newest: list[Receipt]) -> list[str]:
        """Put students' own dates into the gradebook, which late penalties go by; says what is wrong with that."""
        own = {receipt.student: receipt.due if receipt.extended else None for receipt in newest}
        try:
            extensions.keep(self.coursedir.db_url, self.coursedir.assignment_id, own)
        except TitoError as error:
            return [str(error)]
        return []

    def _take(self, client: Client, receipt: Receipt, allowed: Limits) -> bool:
        """Collect one, unless what lies there is as good; whether that went well."""
        named = f"{receipt.student} {receipt.assignment}"
        folder = self.coursedir.format_path(self.coursedir.submitted_directory, receipt.student, receipt.assignment)
        target = Path(folder)
        sweep(target)
        held = _id(target)
        if target.is_dir() and not self._is_wanted(target, receipt):
            why = "No newer submission to collect" if self.update else _KEPT
            self.log.info(f"{why}: {named}")
        else:
            self.log.info(f"{'Updating' if target.is_dir() else 'Collecting'} submission: {named}")
            try:
                self._bring(client, receipt, target, allowed)
            except (ArchiveError, RuntimeError) as error:
                self.log.error(f"{named} cannot be collected: {error}")
                return False
            held = receipt.id
        if held == receipt.id and receipt.collected is None:
            client.collected(receipt.course, receipt.id)
        return True

    def _is_wanted(self, target: Path, receipt: Receipt) -> bool:
        """nbgrader's rule: a newer one with --update, any other one with --before-duedate."""
        if _id(target) == receipt.id:
            return False
        there = self.coursedir.get_existing_timestamp(str(target))
        newer = self.update and (there is None or receipt.received.replace(tzinfo=None) > there)
        return newer or self.before_duedate

    def _bring(self, client: Client, receipt: Receipt, target: Path, allowed: Limits) -> None:
        """Download, unpack, write beside it when it came, and put it in its place."""
        with tempfile.TemporaryDirectory(prefix="exchange-") as name:
            archive, files = Path(name, "archive"), Path(name, "files")
            client.download(receipt.course, receipt.id, archive)
            archives.unpack(archive, files, allowed)
            _write(files / "timestamp.txt", self.stamp(receipt.received))
            _write(files / SECRET, receipt.id)
            _write(files / RECEIPT, receipt.model_dump_json(indent=1, include=_LASTING))
            with staged(target) as folder:
                self.do_copy(str(files), str(folder))


def _write(path: Path, text: str) -> None:
    """Write over whatever a student may have handed in by this name."""
    if path.is_dir():
        shutil.rmtree(path)
    path.write_text(text, encoding="utf-8")


def _id(folder: Path) -> str | None:
    """The id of the submission that was collected into a folder."""
    try:
        return (folder / SECRET).read_text(encoding="utf-8")
    except (OSError, UnicodeError):
        return None


def _counting(found: list[Receipt], before_duedate: bool) -> dict[str, Receipt]:
    """Student -> the submission that counts: the newest, or the newest that is not late where there is one."""
    newest: dict[str, Receipt] = {}
    for receipt in found:
        last = newest.get(receipt.student)
        if last is None or last.late or not (before_duedate and receipt.late):
            newest[receipt.student] = receipt
    return newest
