"""Links in a submission: nbgrader would follow them, out of the submission and into anybody's files."""

import contextlib
import logging
import os
from pathlib import Path

_LOG = logging.getLogger("tito.links")


def replace_links_in(folder: Path) -> list[str]:
    """Replace links at and below `folder`, or the student's folder above it; returns what they were called."""
    above = next((one for one in (folder.parent, folder) if one.is_symlink()), None)
    links = _links_below(folder) if above is None else [above]
    targets = {link: os.readlink(link) for link in links}  # noqa: PTH115
    for link in links:  # all of them first: the name of a note may be a link, too
        link.unlink()
    for link, target in targets.items():
        _write_note(link, target)
    return [link.name if link == above else link.relative_to(folder).as_posix() for link in links]


def _links_below(folder: Path) -> list[Path]:
    return [
        Path(parent) / name
        for parent, folders, files in os.walk(folder, followlinks=False)
        for name in (*folders, *files)
        if (Path(parent) / name).is_symlink()
    ]


def _write_note(link: Path, target: str) -> None:
    note = link.with_name(f"{link.name}.was-a-link.txt")
    with contextlib.suppress(OSError), note.open("x", encoding="utf-8", errors="replace") as file:
        file.write(f"{link.name} was a link to {target!r}. Links are not graded.\n")
    _LOG.warning("%s was a link; it was replaced by a note", link)
