"""nbgrader's Execute, with the surroundings and the limits of the course."""

from typing import Any

from nbclient import NotebookClient
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import Execute as StockExecute

from tito.course import Assignment, Course
from tito.judge.kernel import Allowance, Run, limit_bytes, tame_streams
from tito.judge.surroundings import stack_for, surroundings
from tito.package import Stack
from tito.plugins.exporter import MARK
from tito.plugins.place import Place

_USUAL = Allowance(cell_seconds=30, notebook_seconds=300, output_bytes=1_000_000)
_FLOOD = 20_000_000


class Execute(StockExecute):
    """Runs a submission beside its own files and the right `tinytorch`; nothing in it stops the batch."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any], km: Any = None
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Execute all cells; incidents are left in the notebook's metadata for the verdict."""
        NotebookClient.__init__(self, nb, km)
        self.reset_execution_trackers()
        self._check_assign_resources(resources)
        self.extra_arguments = ["--InteractiveShell.colors=nocolor", "--HistoryManager.enabled=False"]
        self._received = self._dropped = 0
        place = Place.of(resources)
        known = place.row()
        stack, allowance, seed = _decide(known, place)
        with surroundings(stack, place.root / "autograded" / place.student / place.assignment, seed) as around:
            run = Run(self, around, allowance)
            run.execute(utils.is_grade)
        tame_streams(nb)
        cut = self._dropped + limit_bytes(nb, allowance.output_bytes)
        _leave_word(nb, run.incidents, cut, stack if known and known[1].kind == "milestone" else None)
        return nb, resources

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        """Take a message of the kernel; past the flood mark output is dropped, so that it cannot fill the memory."""
        if msg["msg_type"] in ("stream", "display_data", "execute_result", "error"):
            size = len(str(msg["content"]))
            self._received += size
            first_error = msg["msg_type"] == "error" and not any(o.output_type == "error" for o in cell.outputs)
            if self._received > _FLOOD and not first_error:
                self._dropped += size
                return None
        return super().process_message(msg, cell, cell_index)


def _decide(known: tuple[Course, Assignment] | None, place: Place) -> tuple[Stack | None, Allowance, int]:
    """Package, limits and seed of a run; the usual ones for an assignment that is in no course.toml."""
    if known is None:
        return None, _USUAL, 0
    course, row = known
    limits = row.limits
    allowance = Allowance(limits.cell_seconds, limits.notebook_seconds, limits.output_bytes, limits.wall_factor)
    return stack_for(course, row, place.student), allowance, course.policies.seed


def _leave_word(nb: NotebookNode, incidents: list[str], cut: int, stack: Stack | None) -> None:
    word = dict(nb.metadata.get(MARK, {}))
    word["incidents"] = incidents + ([f"{cut} bytes of output were cut"] if cut else [])
    if stack is not None:
        word["missing"] = list(stack.missing)
        word["broken"] = {module: list(sentences) for module, sentences in stack.broken.items()}
    nb.metadata[MARK] = word
