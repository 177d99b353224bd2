"""How strong the sandbox is here, found out by trying it, and what an administrator can do about the rest."""

import json
import os
import socket
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tito.judge.sandbox.errors import SandboxError
from tito.judge.sandbox.levels import NAMESPACES, NONE, POD, VARIABLE, Level, at_least
from tito.judge.sandbox.starting import bubblewrap, start

_PATIENCE = 60  # seconds for a trial, on a machine that is busy with other things


@dataclass(frozen=True)
class Part:
    """One thing that the sandbox is made of: whether it is there, what was found, and what would mend it."""

    name: str
    there: bool
    found: str
    remedy: str | None = None


@dataclass(frozen=True)
class Report:
    """The level that a submission gets here, and all parts."""

    level: Level
    parts: tuple[Part, ...]

    @property
    def remedies(self) -> tuple[str, ...]:
        """One sentence for everything that is missing."""
        return tuple(part.remedy for part in self.parts if part.remedy)


@cache
def probe() -> Report:
    """Try the real thing, once in the life of this process."""
    strong = _closed(_tried(NAMESPACES)) if bubblewrap() else {"fault": None}
    if "fault" not in strong:
        return _report(NAMESPACES, strong, strong)
    weak = _tried(POD)
    declared = os.environ.get(VARIABLE) == POD
    level = POD if declared and weak.get("seccomp") and weak.get("locked") else NONE
    return _report(level, strong, weak)


def require(minimum: str) -> str:
    """The level here.

    Raises:
        SandboxError: it is weaker than the minimum; the sentence says why and what to do.
    """
    report = probe()
    if at_least(report.level, minimum):
        return report.level
    reason = " ".join(report.remedies)
    level = f"Submissions would run at sandbox level '{report.level}' here, and the course demands '{minimum}'."
    raise SandboxError(f"{level} {reason}".rstrip())


def _report(level: Level, strong: dict[str, Any], facts: dict[str, Any]) -> Report:
    parts = (_bubblewrap(), _namespaces(strong, level), _counting(level, facts), _seccomp(facts), _landlock(facts))
    return Report(level, (*parts, _user(facts), _python(facts), _cgroup()))


def _bubblewrap() -> Part:
    path = bubblewrap()
    if path is None:
        return Part("bubblewrap", False, "not installed", "bubblewrap is not installed: apt-get install bubblewrap.")
    version = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    return Part("bubblewrap", True, version.removeprefix("bubblewrap ") or "of unknown version")


def _namespaces(strong: dict[str, Any], level: Level) -> Part:
    if "fault" not in strong:
        return Part("namespaces", True, "mount, PID, network, IPC and UTS")
    if strong["fault"] is None:
        return Part("namespaces", False, "not tried, for want of bubblewrap")
    declare = "" if level == POD else f", or set {VARIABLE}={POD} if the container around us is the sandbox"
    remedy = (
        f"Namespaces are refused here ({strong['fault']}): allow user namespaces (sysctl user.max_user_namespaces, "
        "kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns), in a container "
        f"CAP_SYS_ADMIN and an unmasked /proc{declare}."
    )
    return Part("namespaces", False, "refused", remedy)


def _counting(level: Level, facts: dict[str, Any]) -> Part:
    if facts.get("counted"):
        return Part("user namespaces", True, "each submission's processes are counted by themselves")
    if level != NAMESPACES:
        return Part("user namespaces", False, "without a sandbox of namespaces there are none")
    remedy = "No user namespace is left for a submission: raise sysctl user.max_user_namespaces."
    return Part("user namespaces", False, "all submissions share one count of processes", remedy)


def _seccomp(facts: dict[str, Any]) -> Part:
    if facts.get("seccomp"):
        return Part("seccomp", True, "filters system calls")
    return Part(
        "seccomp", False, "not to be had", "seccomp needs a kernel with CONFIG_SECCOMP_FILTER on x86_64 or aarch64."
    )


def _landlock(facts: dict[str, Any]) -> Part:
    version = facts.get("landlock", 0)
    return Part(
        "Landlock", bool(version), f"version {version}, used at level '{POD}'" if version else "not in this kernel"
    )


def _user(facts: dict[str, Any]) -> Part:
    if facts.get("uid"):
        return Part("user", True, "submissions run without the rights of root")
    remedy = "Submissions would run as root: install Python where everybody may read it, or do not grade as root."
    return Part("user", False, "submissions would run as root", None if "fault" in facts else remedy)


def _python(facts: dict[str, Any]) -> Part:
    if facts.get("python"):
        return Part("Python", True, "can be read inside")
    remedy = "Python's packages cannot be read by the user 'nobody': install them with umask 022."
    return Part("Python", False, "cannot be read inside", None if "fault" in facts else remedy)


def _cgroup() -> Part:
    roots = [path for path in (Path("/sys/fs/cgroup/memory"), Path("/sys/fs/cgroup")) if path.is_dir()]
    writable = any(os.access(path / "cgroup.procs", os.W_OK) for path in roots)
    return Part(
        "cgroup", writable, "can be written, and is not needed" if writable else "not to be had, and not needed"
    )


def _tried(level: Level) -> dict[str, Any]:
    """The facts that the trial found at a level, or why it did not come so far."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = start("tito.judge.sandbox.trial", [theirs.fileno()], level=level, stderr=subprocess.PIPE)
        theirs.close()
        ours.settimeout(_PATIENCE)
        try:
            answer = _line(ours)
        finally:
            ours.close()
            process.kill()
            complaint = process.communicate()[1].decode(errors="replace")
            process.wait()
    return answer or {"fault": _last(complaint)}


def _closed(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts of the strongest level, or a fault where a process inside still has rights."""
    if "fault" in facts or (facts["locked"] and facts["uid"] and not facts["capabilities"] and facts["pid"] == 1):
        return facts
    return {"fault": "a process inside keeps rights that it should have given up"}


def _line(sock: socket.socket) -> dict[str, Any] | None:
    data = b""
    try:
        while not data.endswith(b"\n"):
            part = sock.recv(65536)
            if not part:
                return None
            data += part
    except TimeoutError:
        return None
    return json.loads(data)


def _last(complaint: str) -> str:
    lines = [line for line in complaint.strip().splitlines() if line.strip()]
    return lines[-1].strip().rstrip(".") if lines else "it did not answer"
