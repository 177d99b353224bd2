"""Links in a submission: nbgrader would follow them, out of the submission and into anybody's files."""

from pathlib import Path

from tito.judge.links import replace_links_in


def replace_links(assignment: str, student: str, notebooks: list[str]) -> None:
    """Put a text file in the place of each link in the folders of `notebooks`, before nbgrader copies anything.

    nbgrader calls this as its pre-convert hook; what it raises is logged and ignored there.
    """
    for folder in {Path(name).parent for name in notebooks}:
        replace_links_in(folder)
