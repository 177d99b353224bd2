"""Folders in autograded/: replaced whole or not at all."""

import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

_GROUP = 0o2770
_NEW, _OLD = ".new-", ".old-"


def replace_folder(target: Path, files: Mapping[str, bytes], mode: int, group: bool = False) -> None:
    """Make `target` hold exactly `files`; a kill or a full disk leaves the old folder or the new one.

    Formgrader and nbgrader pass over names that begin with a dot, so nobody sees the folder before it is done.

    Args:
        files: path below the folder -> what it holds.
        mode: permissions of the files.
        group: whether the folders are shared with the group.

    Raises:
        OSError: it names `target`.
    """
    ready = _sibling(target, _NEW)
    try:
        _fill(ready, files, mode, group)
        _swap(ready, target)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from None
    finally:
        shutil.rmtree(ready, ignore_errors=True)


def sweep(autograded: Path, assignment: str) -> None:
    """Clear away what a killed run left half done; a folder that it had taken aside goes back to its place."""
    for old in autograded.glob(f"*/.{assignment}{_OLD}*"):
        target = old.with_name(assignment)
        if not target.exists():
            old.rename(target)
    for kind in (_NEW, _OLD):
        for rest in autograded.glob(f"*/.{assignment}{kind}*"):
            shutil.rmtree(rest, ignore_errors=True)


def _sibling(target: Path, kind: str) -> Path:
    return target.with_name(f".{target.name}{kind}{secrets.token_hex(8)}")


def _fill(folder: Path, files: Mapping[str, bytes], mode: int, group: bool) -> None:
    folder.mkdir(parents=True)
    made = {folder}
    for name, data in files.items():
        path = folder / name
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made |= {path.parent, *(p for p in path.parents if p.is_relative_to(folder))}
        path.write_bytes(data)
        path.chmod(mode)
    if group:
        for one in (*made, folder.parents[1]):
            one.chmod((one.stat().st_mode | _GROUP) & 0o2777)


def _swap(ready: Path, target: Path) -> None:
    old = _sibling(target, _OLD)
    try:
        target.rename(old)
    except FileNotFoundError:
        old = None
    ready.rename(target)
    if old is not None:
        shutil.rmtree(old, ignore_errors=True)


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every regular file below a folder, links left out; path -> what it holds."""
    found = {}
    for parent, folders, names in os.walk(folder, followlinks=False):
        folders.sort()
        for path in (Path(parent) / name for name in sorted(names)):
            if path.is_file() and not path.is_symlink():
                found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found
