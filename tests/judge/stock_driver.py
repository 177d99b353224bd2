"""Plain nbgrader on a list of submissions, each with the `tinytorch` that is named for it.

`python stock_driver.py FOLDER DB` reads a JSON list of [assignment, student, folder of tinytorch] on standard input and
writes a JSON line for each: null, or the last thing that nbgrader said when it gave up. One process, so that imports
are paid for once; the configuration is the folder's own, and nothing of this project is plugged in.
"""

import json
import os
import sys
import warnings
from typing import Any


def main() -> None:
    root, database = sys.argv[1:]
    jobs = json.load(sys.stdin)
    os.chdir(root)
    api = _api(root, database)
    for assignment, student, stack in jobs:
        os.environ["TINYTORCH_PATH"] = stack  # the kernel inherits it
        print(json.dumps(_grade(api, assignment, student)), flush=True)


def _grade(api: Any, assignment: str, student: str) -> str | None:
    result = api.autograde(assignment, student, force=True)
    if result["success"]:
        return None
    lines = (result.get("log") or result.get("error") or "nothing").strip().splitlines()
    return next((line for line in reversed(lines) if "Error" in line), lines[-1])[:300]


def _api(root: str, database: str) -> Any:
    import logging

    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # a second of imports for nothing
    warnings.simplefilter("ignore")
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import PyFileConfigLoader

    config = PyFileConfigLoader("nbgrader_config.py", path=root).load_config()
    config.CourseDirectory.db_url = f"sqlite:///{database}"
    api = NbGraderAPI(config=config)
    api.log.setLevel(logging.ERROR)
    api.log.propagate = False
    return api


if __name__ == "__main__":
    main()
