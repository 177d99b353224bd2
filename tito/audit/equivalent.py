"""Mutants that no test can tell from the reference, argued in the bank: `bank/NAME/equivalent.md`.

    ## stable-sigmoid

    ```diff
    - decay = np.where(values >= 0, a, b)
    + decay = np.where(values > 0, a, b)
    ```

    They differ at 0 only, where both branches hold 1.

A section is named after its exercise. Each mutant is a block of its diff, as `tito audit NAME --survivors` prints it,
and the text below the block is the argument. What stands before the first section is for readers alone.
"""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tito.audit.bank import BankError

FILE = "equivalent.md"
_SECTION = re.compile(r"^##\s+(\S+)\s*$")
_OPEN, _CLOSE = re.compile(r"^```\s*diff\s*$"), re.compile(r"^```\s*$")


@dataclass(frozen=True)
class Argument:
    """A mutant that is said to be equivalent.

    Attributes:
        diff: the difference, in the form of `tito.audit.mutants.text.difference`.
        why: the argument.
        line: where it begins in the file.
    """

    exercise: str
    diff: str
    why: str
    line: int

    def __str__(self) -> str:
        return f"{FILE}, line {self.line} ('{self.exercise}')"


def arguments(folder: Path) -> list[Argument]:
    """The arguments of one bank; none where it has no such file.

    Raises:
        BankError: the file cannot be read, a block of it never ends, or stands in no section.
    """
    path = folder / FILE
    if not path.exists():
        return []
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise BankError(f"{path} cannot be read: it is not UTF-8 text.") from None
    except OSError as error:
        raise BankError(f"{path} cannot be read: {(error.strerror or 'not readable').lower()}.") from None
    return list(_read(path, lines))


def _read(path: Path, lines: list[str]) -> Iterator[Argument]:
    exercise: str | None = None
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if found := _SECTION.match(line):
            exercise = found.group(1)
        elif _OPEN.match(line):
            if exercise is None:
                raise BankError(f"{path}, line {number}: a diff before the first '## EXERCISE'.")
            end = _end(path, lines, number)
            why = _prose(lines, end + 1)
            yield Argument(exercise, _plain(lines[number:end]), " ".join(" ".join(why).split()), number)
            number = end + 1 + len(why)


def _end(path: Path, lines: list[str], begin: int) -> int:
    for number in range(begin, len(lines)):
        if _CLOSE.match(lines[number]):
            return number
    raise BankError(f"{path}, line {begin}: this block of a diff never ends: close it with ```.")


def _prose(lines: list[str], begin: int) -> list[str]:
    """The text from a line on, up to the next block or section."""
    end = next((n for n in range(begin, len(lines)) if _SECTION.match(lines[n]) or _OPEN.match(lines[n])), len(lines))
    return lines[begin:end]


def _plain(block: list[str]) -> str:
    """A diff whose lines may have been indented together, or their blanks cut at the end."""
    lines = [line.rstrip() for line in textwrap.dedent("\n".join(block)).split("\n") if line.strip()]
    texts = textwrap.dedent("\n".join(line[1:] for line in lines)).split("\n")
    return "\n".join(f"{line[0]} {text}".rstrip() for line, text in zip(lines, texts, strict=True))


def skeleton(diffs: dict[str, list[str]]) -> str:
    """Sections for mutants of each exercise, with the place where each argument goes."""
    parts = []
    for exercise, found in diffs.items():
        parts.append(f"## {exercise}")
        parts += [f"```diff\n{diff}\n```\n\nWhy no test can tell them apart: ..." for diff in found]
    return "\n\n".join(parts) + "\n"
