"""The command line of bubblewrap.

https://github.com/containers/bubblewrap
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tito.judge.sandbox import binds
from tito.judge.sandbox.layout import HOSTNAME, NOBODY, ROOM, SHM, TMP

PASSWD = f"root:x:0:0:root:/:/usr/sbin/nologin\nnobody:x:{NOBODY}:{NOBODY}:nobody:{ROOM}/home:/bin/sh\n"
GROUP = f"root:x:0:\nnogroup:x:{NOBODY}:\n"
HOSTS = f"127.0.0.1 {HOSTNAME}\n::1 {HOSTNAME}\n"
NAMES = "passwd: files\ngroup: files\nhosts: files\n"
FILES = {"passwd": PASSWD, "group": GROUP, "hosts": HOSTS, "nsswitch.conf": NAMES}
"""Files of /etc that are written for the sandbox instead of shown."""

# What the process inside needs to give each submission namespaces and a user of its own; it then gives them up.
_KEPT = ("CAP_SYS_ADMIN", "CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP")
_TO_RENAME_ROOT = "CAP_SETFCAP"  # Linux 5.12 and newer ask for it where a namespace gives the outer root another name


@dataclass(frozen=True)
class View:
    """What a sandbox shows.

    Attributes:
        readable: further paths, read-only.
        hidden: folders that stay invisible even where something that is shown holds them.
        fonts: matplotlib's lists of fonts.
        files: file in /etc -> descriptor from which bubblewrap reads what it holds.
    """

    readable: tuple[Path, ...] = ()
    hidden: tuple[Path, ...] = ()
    fonts: tuple[Path, ...] = ()
    files: tuple[tuple[str, int], ...] = ()


def command(view: View, inner: Sequence[str], bubblewrap: str = "bwrap", root: bool | None = None) -> list[str]:
    """The whole command line.

    Args:
        inner: the command that runs inside.
        root: whether it is root that starts it; None looks.
    """
    root = os.geteuid() == 0 if root is None else root
    return [
        bubblewrap, *_namespaces(root), *show_system(), *_own(view), *show_python(view), *cover(view),
        "--remount-ro", "/dev", "--remount-ro", "/", *_rights(root), "--chdir", "/", "--", *inner,
    ]  # fmt: skip


def _namespaces(root: bool) -> list[str]:
    names = ["net", "pid", "ipc", "uts", "cgroup-try"]
    # An ordinary user is called root in a namespace that owns all the others: so it may fork into new ones.
    user = [] if root else ["--unshare-user", "--uid", "0", "--gid", "0"]
    return [
        *(f"--unshare-{name}" for name in names), *user, "--hostname", HOSTNAME, "--die-with-parent", "--new-session",
    ]  # fmt: skip


def _rights(root: bool) -> list[str]:
    kept = _KEPT if root else (*_KEPT, _TO_RENAME_ROOT)
    return ["--cap-drop", "ALL", *(word for name in kept for word in ("--cap-add", name))]


def show_system() -> list[str]:
    """The operating system, and the few files of /etc that programs need."""
    words: list[str] = []
    for path in binds.system():
        words += ["--symlink", str(path.readlink()), str(path)] if path.is_symlink() else show(path)
    return words + [word for path in binds.settings() for word in show(path)]


def _own(view: View) -> list[str]:
    """What the sandbox has for itself: folders in memory, devices, processes, and a few files of /etc."""
    words = ["--proc", "/proc", "--dev", "/dev", "--tmpfs", TMP, "--tmpfs", SHM, "--dir", ROOM]
    for name, descriptor in view.files:
        words += ["--perms", "0644", "--ro-bind-data", str(descriptor), f"/etc/{name}"]
    for path in view.fonts:
        words += ["--ro-bind", str(path), f"{TMP}/matplotlib/{path.name}"]
    return words


def show_python(view: View) -> list[str]:
    """This interpreter with this package, and what the view adds."""
    return [word for path in (*binds.python(), *view.readable) for word in show(path)]


def cover(view: View) -> list[str]:
    """Cover the hidden folders, and show again on top what Python needs of them."""
    named = [*binds.python(), *view.readable]
    covered = binds.masked(view.hidden, [*binds.system(), *named])
    words = [word for folder in covered for word in ("--tmpfs", str(folder))]
    words += [word for path in binds.again(covered, named) for word in show(path)]
    return words + [word for folder in covered for word in ("--remount-ro", str(folder))]


def show(path: Path) -> list[str]:
    """Show a path at its own place; bubblewrap would make the folders above it with what rights they have here."""
    above = [word for folder in reversed(path.parents[:-1]) for word in ("--dir", str(folder))]
    return [*above, "--ro-bind", str(path), str(path)]
