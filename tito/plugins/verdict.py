"""The last step of autograding: what the earlier ones noted becomes the submission's verdict."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from tito import notebook as nb
from tito.gradebook import records
from tito.gradebook.verdicts import Kind, Verdict, open_verdicts
from tito.judge.digests import digest
from tito.plugins.exporter import MARK
from tito.plugins.place import Place


class SaveVerdict(NbGraderPreprocessor):
    """Writes the verdict of a submission that has just been graded."""

    def preprocess(self, node: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Decide from the notebook's metadata, and save."""
        place = Place.of(resources)
        kind, reasons = decide_all([node.metadata.get(MARK, {}), *_other_words(place)])
        known = place.row()
        seed = known[0].policies.seed if known else 0
        made_of = digest(*known, place.student) if known else ""
        with open_verdicts(place.db_url) as verdicts:
            verdicts.save(Verdict(place.assignment, place.student, kind, tuple(reasons), made_of, seed))
        if kind is Kind.NEEDS_REVIEW:
            records.flag(place.db_url, place.assignment, place.student, place.notebook)
        return node, resources


def _other_words(place: Place) -> list[dict[str, Any]]:
    """What was noted in the submission's other notebooks, graded before this one."""
    folder = place.root / "autograded" / place.student / place.assignment
    paths = [path for path in sorted(folder.glob("*.ipynb")) if path.stem != place.notebook]
    return [nb.read(path).node.metadata.get(MARK, {}) for path in paths]


def decide_all(words: list[dict[str, Any]]) -> tuple[Kind, list[str]]:
    """The verdict of a submission of several notebooks: the gravest of theirs."""
    each = [decide(word) for word in words]
    gravest = max((kind for kind, _ in each), key=list(Kind).index)
    return gravest, [reason for _, reasons in each for reason in reasons]


def decide(word: dict[str, Any]) -> tuple[Kind, list[str]]:
    """The verdict and its reasons, from what the plug-ins noted."""
    if word.get("unreadable"):
        return Kind.NOT_GRADABLE, [word["unreadable"]]
    missing = [f"{module} was not handed in, and this milestone stands on it" for module in word.get("missing", [])]
    broken = [f"in their {module}, {text}" for module, texts in word.get("broken", {}).items() for text in texts]
    reasons = [*word.get("notes", []), *word.get("incidents", []), *missing, *broken]
    return (Kind.NEEDS_REVIEW if reasons else Kind.GRADED), reasons
