"""A process that forks backups and restores which end at a named point, as by a power cut.

Each line on its standard input is a JSON document: what to do, and where to end ("module:Class.method:moment:count").
The answer is the code with which the child ended.
"""

import json
import os
import sys
from pathlib import Path

from tests.dying import arm
from tito.backup import restoring, saving
from tito.backup.places import Asked
from tito.backup.restoring import How


def work(do: str, root: str, archive: str, point: str) -> None:
    arm(point)
    if do == "restore":
        restoring.restore(Path(root), Path(archive), Asked(), How(force=True))
    elif do == "resume":
        restoring.resume(Path(root), Asked())
    else:
        saving.save(Path(root), Path(archive), Asked(), secrets=True)


def main() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            code = 70
            try:
                os.dup2(os.open(os.devnull, os.O_RDWR), 1)
                work(**asked)
                code = 0
            finally:
                os._exit(code)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
