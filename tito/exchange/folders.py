"""Folders that appear whole or not at all."""

import contextlib
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

_NEW, _OLD = ".new-", ".old-"


@contextlib.contextmanager
def staged(target: Path) -> Iterator[Path]:
    """A path beside `target` to make, which takes its place at the end; after a failure nothing has changed.

    What a killed process left beside the target is cleared away first.
    """
    sweep(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    ready = _sibling(target, _NEW)
    try:
        yield ready
        _swap(ready, target)
    finally:
        shutil.rmtree(ready, ignore_errors=True)


def sweep(target: Path) -> None:
    """Take away what was half done; what had been put aside goes back to its place."""
    for old in target.parent.glob(f".{target.name}{_OLD}*"):
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(target)
    for rest in target.parent.glob(f".{target.name}{_NEW}*"):
        shutil.rmtree(rest, ignore_errors=True)


def _sibling(target: Path, kind: str) -> Path:
    return target.with_name(f".{target.name}{kind}{secrets.token_hex(8)}")


def _swap(ready: Path, target: Path) -> None:
    if not target.exists():
        ready.rename(target)
        return
    old = _sibling(target, _OLD)
    target.rename(old)
    ready.rename(target)
    shutil.rmtree(old, ignore_errors=True)
