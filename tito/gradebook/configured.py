"""What nbgrader_config.py says, read as text: on a hub an instructor may have written it, and it is a program."""

import ast
import contextlib
from collections.abc import Iterator
from pathlib import Path


def assigned(path: Path, setting: str) -> list[object]:
    """The values that the file assigns to a setting, in its order; None is one that would have to be worked out.

    Args:
        setting: such as c.CourseDirectory.course_id.

    Raises:
        OSError, SyntaxError, ValueError: the file cannot be read.
    """
    with _nested_with_an_end():
        found = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Assign))
        values = [node.value for node in found if ast.unparse(node.targets[0]) == setting]
    return [value.value if isinstance(value, ast.Constant) else None for value in values]


def mentions(path: Path, word: str) -> int:
    """How often a word stands in the file outside of comments. Raises as `assigned` does."""
    with _nested_with_an_end():
        return ast.unparse(ast.parse(path.read_text())).count(word)


@contextlib.contextmanager
def _nested_with_an_end() -> Iterator[None]:
    try:
        yield
    except (RecursionError, MemoryError):
        raise ValueError("it is nested too deeply") from None
