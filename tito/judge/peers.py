"""Processes that run a student's code, held by descriptors: their numbers may come to mean somebody else."""

import contextlib
import os
import select
import signal
import time
from collections.abc import Iterable

from tito.judge import tree

_MOST = 2.0  # seconds in which the stragglers of a submission have to be gone


class Peer:
    """One process within a submission's sandbox."""

    def __init__(self, pid: int, keeper: int) -> None:
        """Hold the process.

        A message says which process sent it; that one may have ended since, and its number been given to another.

        Raises:
            ProcessLookupError: it is gone, or lies outside the keeper's sandbox.
        """
        self.pid = pid
        self._descriptor: int | None = os.pidfd_open(pid)
        if not tree.is_below(pid, keeper):
            self.close()
            raise ProcessLookupError(f"{pid} is no process of this submission")

    def send(self, number: signal.Signals) -> None:
        """Send a signal, if it is still there."""
        if self._descriptor is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._descriptor, number)

    def gone(self, seconds: float) -> bool:
        """Whether it has ended, or does so within some seconds."""
        if self._descriptor is None:
            return True
        poll = select.poll()
        poll.register(self._descriptor, select.POLLIN)
        return bool(poll.poll(int(seconds * 1000)))

    def close(self) -> None:
        """Let go of it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def end_stragglers(keeper: int, spared: set[int]) -> None:
    """End what a submission left running, but for the keeper and the spared processes with what is below them.

    All are stopped before any is ended, so that none can start another meanwhile.
    """
    last = time.monotonic() + _MOST
    while (found := _stragglers(keeper, spared)) and time.monotonic() < last:
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for peer in found:
                peer.send(number)
        for peer in found:
            peer.gone(0.1)
            peer.close()


def below(pid: int, keeper: int) -> list[Peer]:
    """What a process of a submission has started, and what that has, as far as it lives."""
    return _living((one for child in tree.children(pid) for one in tree.below(child)), keeper)


def _stragglers(keeper: int, spared: set[int]) -> list[Peer]:
    children = (child for child in tree.children(keeper) if child not in spared)
    return _living((pid for child in children for pid in tree.below(child)), keeper)


def _living(pids: Iterable[int], keeper: int) -> list[Peer]:
    found: list[Peer] = []
    for pid in pids:
        with contextlib.suppress(OSError):
            _add_living(found, Peer(pid, keeper))
    return found


def _add_living(found: list[Peer], peer: Peer) -> None:
    """Add a process, unless it has ended and only waits to be noticed."""
    if peer.gone(0):
        peer.close()
    else:
        found.append(peer)
