"""What either look saw: where, and what, in words for a TA."""

from dataclasses import dataclass

_SHOWN = 80  # characters of a line


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that an honest student seldom does.

    Attributes:
        cell: the number among the notebook's code cells, as in `In[7]`; 0 where code ran that no cell called.
        line: the line in that cell, from 1.
        what: what is done there, as a phrase: "replaces numpy.allclose".
        text: the line itself, shortened, without control characters; it is a student's text, so escape it in HTML.
    """

    cell: int
    line: int
    what: str
    text: str = ""

    def __str__(self) -> str:
        where = f"cell In[{self.cell}], line {self.line}" if self.cell else "in no cell"
        said = f"{where}: {self.what}"
        return f"{said} [{self.text}]" if self.text else said


def shown(text: str, room: int = _SHOWN) -> str:
    """A student's text on one line that can be printed anywhere."""
    line = "".join(c if c.isprintable() else " " for c in text[: 4 * room]).strip()
    return line if len(line) <= room else line[: room - 4].rstrip() + " ..."
