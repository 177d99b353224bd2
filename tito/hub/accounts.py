"""Accounts for trying the hub out: made at its first start, with passwords that nobody else knows."""

import json
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from tito import files
from tito.hub.courses import HubCourse
from tito.hub.errors import HubError

FILE = "accounts.json"
_STUDENTS = ("ada", "ben", "cleo")


@dataclass(frozen=True)
class Account:
    """Somebody made up.

    Args:
        groups: those of the hub in which they are.
        password: the first one; they may have changed it since.
    """

    name: str
    role: str
    groups: tuple[str, ...]
    password: str


def ready_made(state: Path, courses: Iterable[HubCourse]) -> list[Account]:
    """The accounts of this hub; those that are missing are made and kept, for the hub's user alone to read.

    Raises:
        HubError: the file that keeps them makes no sense.
    """
    path = state / FILE
    known = {account.name: account for account in read(state)}
    wanted = [Account(name, role, groups, _password()) for name, role, groups in _people(list(courses))]
    accounts = {account.name: known.get(account.name, account) for account in wanted} | known
    files.write(path, json.dumps([asdict(account) for account in accounts.values()], indent=1) + "\n", mode=0o600)
    return list(accounts.values())


def read(state: Path) -> list[Account]:
    """Those that were made before.

    Raises:
        HubError: the file that keeps them makes no sense.
    """
    path = state / FILE
    if not path.exists():
        return []
    try:
        rows = json.loads(path.read_text())
        return [Account(**{**row, "groups": tuple(row["groups"])}) for row in rows]
    except (ValueError, TypeError, KeyError):
        raise HubError(f"{path} is no list of accounts: delete it, and new ones are made.") from None


def _people(courses: list[HubCourse]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Name, role and groups; in courses after the first, the course's name is part of each."""
    found: list[tuple[str, str, tuple[str, ...]]] = [("admin", "administrator of the hub", ())]
    for number, course in enumerate(courses):
        end = f"-{course.id}".lower() if number else ""
        found.append((f"instructor{end}", f"instructor of {course.id}", (course.instructors,)))
        found.append((f"ta{end}", f"teaching assistant in {course.id}", (course.graders,)))
        found += [(f"{name}{end}", f"student in {course.id}", (course.students,)) for name in _STUDENTS]
    return found


def _password() -> str:
    return secrets.token_urlsafe(12)


def members(accounts: Iterable[Account]) -> dict[str, dict[str, list[str]]]:
    """Groups with their members, as JupyterHub's `load_groups` wants them."""
    found: dict[str, dict[str, list[str]]] = {}
    for account in accounts:
        for group in account.groups:
            found.setdefault(group, {"users": []})["users"].append(account.name)
    return found
