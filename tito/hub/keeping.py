"""The folder in which a hub keeps everything: its user's alone, and one hub's at a time."""

import contextlib
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from tito import locking
from tito.hub.errors import HubError

_OTHERS = 0o077
_LOCK = "running"
_OF_A_HUB = ("jupyterhub.sqlite", "cookie_secret")  # a restored backup may have brought them


@contextlib.contextmanager
def held(state: Path) -> Iterator[None]:
    """Make the folder where it is not there, and hold it while the block runs.

    Raises:
        HubError: others may enter the folder, and it is more than a hub's; or another hub runs there.
    """
    if not state.exists():
        state.mkdir(mode=0o700, parents=True)
    _close(state)
    with _against_restores(state), _against_hubs(state):
        yield


def _against_restores(state: Path) -> AbstractContextManager[None]:
    refusal = HubError(f"A restore is at work in {state}: wait until it has ended.")
    return locking.together(state, refusal)  # backups hold it likewise


def _against_hubs(state: Path) -> AbstractContextManager[None]:
    (state / _LOCK).mkdir(exist_ok=True)  # no file: backups take those that are closed for secrets
    refusal = HubError(f"A hub with {state} runs already: stop it, or name another with --state.")
    return locking.alone(state / _LOCK, refusal)


def _close(state: Path) -> None:
    """Let nobody else in; a folder that is for more than a hub is not ours to close."""
    if not state.is_dir():
        raise HubError(f"{state} is no folder: name another with --state.")
    if not state.stat().st_mode & _OTHERS:
        return
    if state.stat().st_uid != os.geteuid() or not _for_a_hub(state):
        raise HubError(f"Others may enter {state}, where passwords would lie: name a new folder, or chmod 700 it.")
    state.chmod(0o700)


def _for_a_hub(state: Path) -> bool:
    return not any(state.iterdir()) or any((state / name).exists() for name in _OF_A_HUB)
