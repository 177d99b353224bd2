"""From a file to an outline, or to one sentence about what is wrong with it.

Broken syntax is reported by line and column, broken meaning by the key's path.
"""

import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tito.course.rows import Outline
from tito.course.rules import Fault, listed, resolved
from tito.errors import CourseError

LONGEST_VALUE = 60  # characters of a wrong value that an error repeats

# pydantic's kinds of error, in the words of a TOML file
WORDING = {
    "missing": "this key is missing",
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "model_type": "must be a table",
    "too_short": "must not be empty",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "greater_than": "must be greater than {gt:g}",
}


def read(path: Path) -> dict[str, Any]:
    """The file's data as it stands, or a CourseError that says where its syntax breaks."""
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "not readable").lower()
        raise CourseError(f"{shown(path)} cannot be read: {reason}.") from error
    return parsed(_decoded(content, path), path)


def _decoded(content: bytes, path: Path) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CourseError(f"{shown(path)}, line {line}: the text is not UTF-8.") from error


def parsed(text: str, path: Path) -> dict[str, Any]:
    """Data from TOML text; `path` is where errors say that it stands."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place, problem = _place(str(error), text)
        raise CourseError(f"{shown(path)}, {place}: {problem}.") from error
    except (ValueError, RecursionError) as error:  # a number or a nesting beyond what Python reads
        raise CourseError(f"{shown(path)}: a value is too large or too deeply nested to be read.") from error


def _place(message: str, text: str) -> tuple[str, str]:
    """Split tomllib's message into where and what; the end of the document gets its line number too."""
    problem, _, place = message.rpartition(" (at ")
    place = place.removesuffix(")")
    problem = problem.replace("Cannot overwrite a value", "this key already has a value")
    if place == "end of document":
        place = f"line {max(1, len(text.splitlines()))}, the end of the file"
    return place, problem[:1].lower() + problem[1:]


def outline(data: dict[str, Any], path: Path) -> Outline:
    """The data as a checked outline, or a CourseError that names the first key that is wrong."""
    try:
        return resolved(Outline.model_validate(data))
    except ValidationError as error:
        problem = _sentence(error, data)
    except Fault as fault:
        problem = str(fault)
    end = "" if problem.endswith("?") else "."
    raise CourseError(f"{shown(path)}: {problem}{end}")


def shown(path: Path) -> str:
    """A path as the user would type it: relative where it lies below the working directory."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def _sentence(error: ValidationError, data: dict[str, Any]) -> str:
    detail = _first(error.errors(include_url=False))
    row = _row_id(detail["loc"], data)
    return f"{key_path(detail['loc'])}{f' ({row})' if row else ''}: {_problem(detail)}"


def _first(details: list[ErrorDetails]) -> ErrorDetails:
    """The first error; but a missing key beside an unknown one is a misspelling: then the unknown one."""
    first = details[0]
    if first["type"] == "missing":
        for other in details:
            if other["type"] == "extra_forbidden" and other["loc"][:-1] == first["loc"][:-1]:
                return other
    return first


def key_path(location: tuple[int | str, ...]) -> str:
    """A key's path: modules[4].points.tests."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{_bare(step)}" for step in location)
    return text.removeprefix(".") or "the file"


def _bare(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]{1,60}", key) else _short(key)


def _row_id(location: tuple[int | str, ...], data: dict[str, Any]) -> str | None:
    """The id of the row that a location lies in, where the row has one."""
    if len(location) < 2 or not isinstance(location[1], int):
        return None
    row = data[location[0]][location[1]]
    text = row.get("id") if isinstance(row, dict) else None
    return text if isinstance(text, str) and _bare(text) == text and location[2:] != ("id",) else None


def _problem(detail: ErrorDetails) -> str:
    """What pydantic found, as the rest of a sentence that began with the key's path."""
    if detail["type"] == "extra_forbidden":
        return f"no such key; {_known_keys(detail['loc'])}"
    if detail["type"] in WORDING:
        message = WORDING[detail["type"]].format_map(detail.get("ctx", {}))
    else:
        message = re.sub(r"^\w+ should", "must", detail["msg"].removeprefix("Value error, "))
    if detail["type"] == "missing" or isinstance(detail["input"], dict | list):
        return message  # a whole table would bury the sentence
    return f"{message}, not {_short(detail['input'])}"


def _short(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}..."


def _known_keys(location: tuple[int | str, ...]) -> str:
    """The key that was meant, or else all that may stand there."""
    model: type[BaseModel] = Outline
    for step in location[:-1]:
        if isinstance(step, str):
            annotation = model.model_fields[step].annotation
            model = next(iter(get_args(annotation)), annotation)
    near = get_close_matches(str(location[-1]), model.model_fields, n=1, cutoff=0.7)
    return f"did you mean '{near[0]}'?" if near else f"known keys are {listed(model.model_fields)}"
