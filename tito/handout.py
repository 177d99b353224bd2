"""What goes out beside a released notebook, in its folder `course/`, so that a student's `tito` needs no source.

    course/course.json          the rows of course.toml: what there is, in which order, on what it stands
    course/released.json        the notebook as it was released: `tito module reset` puts it back
    course/catch-up/NN_name.py  the reference of an earlier module, where the instructor released it

The names end as they do so that nobody works in a copy by mistake.
"""

import datetime
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from tito.course import Course, reading
from tito.course.model import FILE_NAME
from tito.files import write_all

FOLDER = "course"
FACTS = "course.json"
RELEASED = "released.json"
CATCH_UP = "catch-up"
WRITTEN = "written"
_KEPT_BACK = ("sandbox",)  # how the grader is set up is nobody's business; the seed is replaced


def put(course: Course, node: NotebookNode, folder: Path, references: Mapping[str, str]) -> None:
    """Write the handout of one release.

    Args:
        node: the notebook as it will be released.
        folder: the released folder.
        references: module id -> text of the reference, for modules that were released to catch up.
    """
    place = folder / FOLDER
    texts = {
        place / FACTS: json.dumps(facts(course), indent=1, ensure_ascii=False) + "\n",
        place / RELEASED: nbformat.writes(node) + "\n",
        **{place / CATCH_UP / f"{module}.py": text for module, text in references.items()},
    }
    write_all({path: text.encode() for path, text in texts.items()})


def facts(course: Course) -> dict[str, Any]:
    """course.toml as data, without what students have no use for, and when it was written down."""
    data = reading.read(course.root / FILE_NAME)
    kept = {key: value for key, value in data.items() if key not in _KEPT_BACK}
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    return {WRITTEN: now, **kept, "policies": {**kept["policies"], "seed": 0}}


def newest(folders: list[Path]) -> dict[str, Any] | None:
    """The course data that was written down last, of those in released folders; None where none can be read."""
    found = [data for folder in folders if (data := _facts_in(folder)) is not None]
    latest = max(found, key=lambda data: str(data.get(WRITTEN, "")), default=None)
    return latest and {key: value for key, value in latest.items() if key != WRITTEN}


def _facts_in(folder: Path) -> dict[str, Any] | None:
    try:
        data = json.loads((folder / FOLDER / FACTS).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def references(folders: list[Path]) -> dict[str, str]:
    """Module id -> text of its reference, for all that came with released folders; of two the later folder's."""
    found: dict[str, str] = {}
    for folder in folders:
        for path in sorted((folder / FOLDER / CATCH_UP).glob("*.py")):
            try:
                found[path.stem] = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                continue
    return found
