"""A process of its own in which cells run under the watch: an audit hook cannot be taken out again.

`python look_watched.py IN OUT`: IN holds cells and what to do, OUT gets what was seen, both JSON.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any


def main(given: Path, answer: Path) -> None:
    from tito.judge.look.watch import install
    from tito.judge.student.shell import Shell

    job = json.loads(given.read_text())
    shell, watch = Shell(), install() if job["watch"] else None
    os.chdir(job["folder"])
    shell.begin(10_000_000)
    seen: list[list[str]] = []
    errors: list[str] = []
    seconds: list[float] = []
    for count, source in enumerate(job["cells"], start=1):
        began = time.process_time()
        if watch:
            watch.arm()
        outputs = shell.run(source, count)
        if watch:
            watch.disarm()
        seconds.append(time.process_time() - began)
        seen.append(watch.taken() if watch else [])
        errors += [f"In[{count}] {o['ename']}: {o['evalue']}" for o in outputs if o["output_type"] == "error"]
    integrity: list[str] = watch.integrity() if watch else []
    answer.write_text(json.dumps({"seen": seen, "errors": errors, "integrity": integrity, "seconds": seconds}))


def run(folder: Path, cells: list[str], watch: bool = True) -> dict[str, Any]:
    """Run cells in a process of their own, whose work folder is `folder`."""
    import subprocess

    given, answer = folder.parent / f"{folder.name}.in.json", folder.parent / f"{folder.name}.out.json"
    given.write_text(json.dumps({"cells": cells, "folder": str(folder), "watch": watch}))
    root = Path(__file__).resolve().parents[3]
    environment = os.environ | {"PYTHONPATH": str(root), "TINYTORCH_PATH": str(root / "tinytorch_solutions")}
    environment["TITO_SEED"] = "0"  # as in grading
    with (folder.parent / f"{folder.name}.log").open("w+b") as log:
        done = subprocess.run(
            [sys.executable, __file__, str(given), str(answer)], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            env=environment, timeout=300,
        )  # fmt: skip
        log.seek(0)
        assert done.returncode == 0, log.read().decode(errors="replace")
    return json.loads(answer.read_text())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
