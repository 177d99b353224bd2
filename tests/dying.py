"""Processes that end at a named point, as by a power cut, and the driver of a script that forks them."""

import importlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.conftest import ROOT


def arm(point: str) -> None:
    """Have this process end before or after the nth call of a function: `module:Class.method:before`, `...:after:2`."""
    module, name, moment, *count = point.split(":")
    *holders, last = name.split(".")
    holder: Any = importlib.import_module(module)
    for one in holders:
        holder = getattr(holder, one)
    real = getattr(holder, last)
    left = [int(*count or [1])]

    def dying(*arguments: Any, **named: Any) -> Any:
        left[0] -= 1
        if moment == "before" and left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*arguments, **named)
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(holder, last, dying)


class Driver:
    """A script that takes and answers JSON documents, one a line."""

    def __init__(self, script: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip

    def ask(self, document: dict[str, Any]) -> Any:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(document) + "\n")
        self._process.stdin.flush()
        return self.answer()

    def answer(self) -> Any:
        assert self._process.stdout
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()
