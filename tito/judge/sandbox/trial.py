"""Inside, for `probe`: go through what a submission goes through, and say how it went.

`python -m tito.judge.sandbox.trial FD`
"""

import importlib.util
import json
import os
import re
import socket
import sys
from pathlib import Path
from typing import Any

from tito.judge.sandbox import landlock
from tito.judge.sandbox.inside import isolate, prepare

LIMITS = {"memory_mib": 256, "processes": 16, "file_mib": 4, "seconds": 30}


def main() -> None:
    """Send one JSON object, and stay until the other side hangs up."""
    sock = socket.socket(fileno=int(sys.argv[1]))
    prepare()
    if os.fork() == 0:
        sock.sendall(json.dumps(_tried()).encode() + b"\n")
        os._exit(0)
    sock.recv(1)


def _tried() -> dict[str, Any]:
    before = _user_namespace()
    try:
        room = isolate(LIMITS)  # type: ignore[arg-type]
        return facts(room, before)
    except Exception as error:
        return {"fault": f"{type(error).__name__}: {error}"}


def facts(room: str, before: str) -> dict[str, Any]:
    """What this process is now."""
    status = dict(re.findall(r"^(\w+):\s*(.*)$", _read("/proc/self/status"), re.MULTILINE))
    return {
        "pid": os.getpid(),
        "uid": os.getuid(),
        "capabilities": int(status.get("CapEff", "0"), 16) | int(status.get("CapBnd", "0"), 16),
        "seccomp": status.get("Seccomp") == "2",
        "locked": status.get("NoNewPrivs") == "1",
        "counted": _user_namespace() != before,
        "landlock": landlock.version(),
        "python": importlib.util.find_spec("wave") is not None and _readable("numpy"),
        "room": room,
    }


def _user_namespace() -> str:
    try:
        return str(Path("/proc/self/ns/user").readlink())
    except OSError:
        return ""


def _readable(module: str) -> bool:
    try:
        spec = importlib.util.find_spec(module)
        return spec is not None and spec.origin is not None and os.access(spec.origin, os.R_OK)
    except OSError:
        return False


def _read(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""


if __name__ == "__main__":
    main()
