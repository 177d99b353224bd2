"""`nbgrader submit` over HTTP."""

import json
import secrets
import shutil
from pathlib import Path

from nbgrader.exchange import default

from tito import files
from tito.exchange.client import Client, digest
from tito.exchange.folders import staged
from tito.exchange.models import Receipt, Released
from tito.plugins.exchange import SECRET, HubExchange


class Submit(HubExchange, default.ExchangeSubmit):
    """Hands a folder in once, however often the answer is lost on the way, and keeps a copy as nbgrader does."""

    def init_src(self) -> None:
        """The folder, which nbgrader looks for."""
        self.require_course()
        default.ExchangeSubmit.init_src(self)

    def copy_files(self) -> None:
        """Send it, and keep a copy."""
        course, assignment = self.coursedir.course_id, self.coursedir.assignment_id
        self.log.info(f"Source: {self.src_path}")
        self.log.info(f"Destination: {self.url}")
        with self.talking() as client:
            self._compare(self._released(client))
            with self.packed(self.src_path) as (copy, archive):
                receipt = client.submit(course, assignment, archive, self._key(archive))
                self._keep(copy, receipt)
        self._sending.unlink(missing_ok=True)
        late = " (late)" if receipt.late else ""
        self.log.info(f"Submitted as: {course} {assignment} {self.stamp(receipt.received)}{late}")

    def _released(self, client: Client) -> Released:
        for one in client.released(self.coursedir.course_id):
            if one.assignment == self.coursedir.assignment_id:
                return one
        self.fail(f"Assignment not found: {self.coursedir.course_id} {self.coursedir.assignment_id}")
        raise AssertionError("fail raises")

    def _compare(self, released: Released) -> None:
        """nbgrader's warning about notebooks that are missing or new; with `strict`, its refusal."""
        expected = set(released.notebooks)
        found = {path.stem for path in Path(self.src_path).glob("*.ipynb")}
        if expected == found:
            return
        marks = {name: "FOUND" if name in found else "MISSING" for name in sorted(expected)}
        extra = {name: "OK" if name in expected else "EXTRA" for name in sorted(found)}
        lines = [f"{title}:\n{_lines(names)}" for title, names in (("Expected", marks), ("Submitted", extra))]
        if self.strict and expected - found:
            self.fail(
                f"Assignment {released.assignment} not submitted. "
                "There are missing notebooks for the submission:\n" + "\n".join(lines)
            )
        self.log.warning(
            f"Possible missing notebooks and/or extra notebooks submitted for assignment {released.assignment}:\n"
            + "\n".join(lines)
        )

    @property
    def _sending(self) -> Path:
        """Where the key of a submission stands while nobody knows whether it arrived."""
        return Path(self.cache, self.coursedir.course_id, f".sending-{self.coursedir.assignment_id}.json")

    def _key(self, archive: Path) -> str:
        """The key of the last try where that sent the same files and got no answer, else a new one."""
        sha256 = digest(archive)
        try:
            last = json.loads(self._sending.read_text())
            if last["sha256"] == sha256:
                return last["key"]
        except (OSError, ValueError, KeyError, TypeError):
            pass
        key = secrets.token_hex(16)
        files.write(self._sending, json.dumps({"sha256": sha256, "key": key}), 0o600)
        return key

    def _keep(self, copy: Path, receipt: Receipt) -> None:
        """A copy in nbgrader's cache; the submission stands without it."""
        stamp = self.stamp(receipt.received)
        target = Path(self.cache, receipt.course, f"{receipt.student}+{receipt.assignment}+{stamp}")
        try:
            with staged(target) as folder:
                shutil.copytree(copy, folder)
                (folder / "timestamp.txt").write_text(stamp)
                (folder / SECRET).write_text(receipt.id)
        except OSError as error:
            self.log.warning(f"Submitted, but no copy could be kept in {target}: {error.strerror or error}")


def _lines(marks: dict[str, str]) -> str:
    return "\n".join(f"\t{name}.ipynb: {mark}" for name, mark in marks.items())
