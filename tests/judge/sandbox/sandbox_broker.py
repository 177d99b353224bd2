"""Starts a sandbox as an ordinary user: `python sandbox_broker.py FD LEVEL COURT`, begun as root.

The user has to reach Python and this package, which may lie where only root may enter: then the way there is opened,
in a mount namespace of this process alone.
"""

import os
import sys
from pathlib import Path

from tito.judge.sandbox import linux, start

HERE = Path(__file__).parent
USER = 65534


def open_ways(needed: list[Path]) -> None:
    linux.unshare(linux.CLONE_NEWNS)
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)
    for closed in sorted({gate for path in needed if (gate := first_closed(path))}):
        behind = [path for path in needed if closed in path.parents]
        kept = [(path, os.open(path, os.O_PATH)) for path in behind]
        linux.mount("tmpfs", str(closed), "tmpfs", 0, "mode=755")
        for path, descriptor in kept:
            path.mkdir(parents=True, exist_ok=True)
            linux.mount(f"/proc/self/fd/{descriptor}", str(path), None, linux.MS_BIND | linux.MS_REC)


def first_closed(path: Path) -> Path | None:
    return next((step for step in reversed(path.parents) if not step.stat().st_mode & 0o001), None)


def main() -> None:
    descriptor, level, court = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    wanted = {Path(text).resolve() for text in (sys.prefix, sys.base_prefix, HERE, linux.__file__)}
    open_ways([path if path.is_dir() else path.parents[2] for path in wanted])
    os.setgroups([])
    os.setresgid(USER, USER, USER)
    os.setresuid(USER, USER, USER)
    os.environ.update(HOME="/nonexistent", MPLCONFIGDIR="/nonexistent")
    process = start(
        "sandbox_inner", [descriptor], [HERE / "inner"], level=level,  # type: ignore[arg-type]
        variables={"PYTHONPATH": str(HERE / "inner"), "COURT": court}, stderr=None,
    )  # fmt: skip
    os.close(descriptor)
    sys.stdin.read()
    process.kill()
    process.wait()


if __name__ == "__main__":
    main()
