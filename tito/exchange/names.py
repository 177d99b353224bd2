"""Names that may become parts of a path, of an address, and of a glob in nbgrader."""

import re
from typing import Annotated

from pydantic import StringConstraints

_NAME = r"^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,127}$"
Name = Annotated[str, StringConstraints(pattern=_NAME)]
"""A course, an assignment or a student."""

Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
"""What a server or a client made at random."""


def plain(name: str) -> bool:
    """Whether a name that came from elsewhere may become a folder."""
    return re.fullmatch(_NAME[1:-1], name) is not None
