"""The last step of autograding: what the earlier ones noted becomes the submission's verdict."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from tito import notebook as nb
from tito.gradebook import records
from tito.gradebook.kinds import Kind
from tito.gradebook.verdicts import Verdict, open_verdicts
from tito.judge.digests import digest
from tito.judge.words import MARK, decide_all, joined
from tito.plugins.place import Place


class SaveVerdict(NbGraderPreprocessor):
    """Writes the verdict of a submission that has just been graded."""

    def preprocess(self, node: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Decide from the notebook's metadata, and save."""
        place = Place.of(resources)
        words = [node.metadata.get(MARK, {}), *_other_words(place)]
        kind, reasons = decide_all(words)
        engine, level = (joined(word.get(name, "") for word in words) for name in ("engine", "level"))
        known = place.row()
        seed = known[0].policies.seed if known else 0
        made_of = digest(*known, place.student) if known else ""
        with open_verdicts(place.db_url) as verdicts:
            verdicts.save(
                Verdict(place.assignment, place.student, kind, tuple(reasons), made_of, seed, engine, level)
            )
        if kind is Kind.NEEDS_REVIEW:
            records.flag(place.db_url, place.assignment, place.student, place.notebook)
        return node, resources


def _other_words(place: Place) -> list[dict[str, Any]]:
    """What was noted in the submission's other notebooks, graded before this one."""
    folder = place.root / "autograded" / place.student / place.assignment
    paths = [path for path in sorted(folder.glob("*.ipynb")) if path.stem != place.notebook]
    return [nb.read(path).node.metadata.get(MARK, {}) for path in paths]
