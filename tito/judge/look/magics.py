"""Magics and shell commands of a cell, as IPython's own transformation leaves them: calls of the shell."""

import ast
import re
from collections.abc import Iterator

from tito.judge.look import patterns as known
from tito.judge.look.cells import Piece, body
from tito.judge.look.finding import shown
from tito.judge.look.names import Names
from tito.judge.look.places import outside

_LINE, _CELL = ("get_ipython().run_line_magic", "get_ipython().magic"), "get_ipython().run_cell_magic"
_COMMANDS = ("get_ipython().system", "get_ipython().getoutput")
_OPTIONS = re.compile(r"^(?:-\w+(?:[ \t]+\d+)?[ \t]+)*")
_CHAINED = re.compile(r"[;&|`$<>\n]")
_VARIABLE = re.compile(known.HONEST_VARIABLES)


def odd_magic(node: ast.AST, names: Names) -> str | None:
    """What is odd about a call of the shell; None when nothing is."""
    if not isinstance(node, ast.Call):
        return None
    path = names.path(node.func)
    if path is None or not path.startswith("get_ipython()."):
        return None
    said = _texts(node, names)
    if path in _COMMANDS:
        return _command(said[0] if said else "")
    if path in _LINE and said:
        name, _, rest = said[0].partition(" ") if len(said) == 1 else (said[0], "", said[1])
        return _magic(name.lstrip("%"), rest)
    if path == _CELL and said and said[0] in known.MAGIC_PROGRAMS:
        return f"runs a program (%%{shown(said[0], 20)})"
    return None


def _texts(node: ast.Call, names: Names) -> list[str]:
    return [names.text(arg) or "" for arg in node.args[:3]]


def _command(text: str) -> str | None:
    words = text.split()
    if not words or (words[0] in known.COMMANDS and not _CHAINED.search(text) and not any(map(outside, words[1:]))):
        return None
    return f"runs a command ({shown(text, 40)})"


def _magic(name: str, rest: str) -> str | None:
    words = rest.split()
    if name in known.MAGIC_PROGRAMS:
        return f"runs a program (%{name})"
    if name in known.MAGIC_HISTORY:
        return f"reads or keeps what other cells hold (%{name})"
    if name in known.MAGIC_LOADS and not set(words) <= known.EXTENSIONS:
        return f"loads code from elsewhere (%{name} {shown(rest, 40)})"
    if name in ("env", "set_env") and not (words and _VARIABLE.fullmatch(words[0].split("=")[0])):
        return f"reads or changes the environment (%{name})"
    if name == "cd" and any(map(outside, words)):
        return f"looks outside the notebook's folder (%cd {shown(rest, 40)})"
    return None


def inner(node: ast.AST, piece: Piece, names: Names) -> Iterator[Piece]:
    """Python that stands inside a magic: `%timeit f(x)`, the body of `%%time`, of `%%writefile helper.py`."""
    if not isinstance(node, ast.Call):
        return
    path = names.path(node.func)
    if path != _CELL and path not in _LINE:
        return
    line, said = piece.line(node), _texts(node, names)
    found: list[Piece | None] = []
    if path in _LINE and len(said) == 2 and said[0] in known.MAGIC_CODE:
        found.append(body(_OPTIONS.sub("", said[1]), line))
    elif path == _CELL and len(said) == 3 and said[0] in known.MAGIC_CODE:
        found += [body(_OPTIONS.sub("", said[1] + " ").strip(), line), body(said[2], line + 1)]
    elif path == _CELL and len(said) == 3 and said[0] in known.MAGIC_FILES and said[1].strip().endswith(".py"):
        found.append(body(said[2], line + 1))
    yield from (one for one in found if one is not None)
