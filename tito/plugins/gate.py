"""What `nbgrader release_assignment` and formgrader's button ask before anything reaches the exchange."""

import tempfile
from pathlib import Path
from typing import Any

from nbgrader.exchange import abc, default
from traitlets import Unicode

from tito import catchup, gate, release
from tito import notebook as nb
from tito.course import Assignment, Course
from tito.errors import TitoError
from tito.files import WRITING
from tito.plugins.place import row_of

_HOW = (
    'To release it all the same, on the record: --ReleaseGate.override="REASON" --ReleaseGate.override_by=NAME, '
    'or tito release with --override "REASON" --by NAME.'
)


class ReleaseGate(abc.ExchangeReleaseAssignment):
    """Stands before a class that releases assignments, and refuses a release that leaks or that the audit refuses.

    An assignment that is in no course.toml goes through.
    """

    override = Unicode(
        "",
        help="Why an assignment is released in spite of its audit: recorded in overrides.json, shown by tito report.",
    ).tag(config=True)

    override_by = Unicode("", help="Who decided to release an assignment in spite of its audit.").tag(config=True)

    def start(self) -> None:
        """Ask, then release; nbgrader's own error says no, before anything was made in the exchange."""
        try:
            self._ask()
        except TitoError as error:
            self.fail(str(error))
        super().start()

    def _ask(self) -> None:
        root, name = Path(self.coursedir.root).absolute(), self.coursedir.assignment_id
        known = row_of(root, name)
        if known is None or known[1].id != name:  # "tensor" is another assignment than 01_tensor to nbgrader
            return
        decision = gate.decide(*known)
        asked = bool(self.override or self.override_by)
        if not decision.open and not asked:
            self.fail(f"{decision.refusal} {_HOW}")
        self._scan(*known)
        if asked:
            decision = gate.override(*known, self.override_by, self.override)
        if decision.override:
            by, reason = decision.override.by, decision.override.reason
            self.log.warning("Overridden by %s: %s (%s)", by, reason, decision.refusal)
        elif decision.refusal:
            self.log.warning(decision.refusal)

    def _scan(self, course: Course, row: Assignment) -> None:
        """What lies in release/ must be made of the source as it stands: that is what was audited."""
        folder = Path(self.coursedir.format_path(self.coursedir.release_directory, ".", row.id))
        if not folder.is_dir():
            return  # nbgrader says so
        faults = release.scan_release(nb.read(course.source(row)), folder, catchup.references(course, row))
        if faults:
            self.fail(f"{row.id} is not released: {faults[0]}; generate it again with --force, or see tito scan.")


class ReleaseAssignment(ReleaseGate, default.ExchangeReleaseAssignment):
    """nbgrader's own release into a folder, behind the gate, and whole or not at all."""

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy beside the place, then rename: of a copy that was cut short, students see nothing."""
        place = Path(dest)
        with tempfile.TemporaryDirectory(prefix=WRITING, dir=place.parent) as beside:
            super().do_copy(src, str(Path(beside) / place.name), log)
            (Path(beside) / place.name).rename(place)
