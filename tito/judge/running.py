"""Runs a notebook: the one place where an engine is chosen."""

import threading
from dataclasses import replace
from multiprocessing.util import Finalize
from typing import Any

from nbformat import NotebookNode

from tito.judge import notebook_run
from tito.judge.integration import Beneath, integration
from tito.judge.trimming import limit_bytes, tame_streams
from tito.judge.words import OWN
from tito.judge.work import Ran, Work

PREFERRED = "judge"
"""The engine that runs a notebook where it can; "stock" runs any."""


def execute(nb: NotebookNode, work: Work) -> Ran:
    """Run every code cell of a notebook; outputs go into its cells.

    Raises:
        SandboxError: the sandbox is weaker than it has to be.
    """
    if work.engine == "judge" and notebook_run.can_run(work):
        ran = notebook_run.run(engine(work.minimum), nb, work)
    else:
        from tito.judge import stock  # half a CPU second

        ran = stock.run(nb, work)
    tame_streams(nb)
    cut = ran.dropped + limit_bytes(nb, work.limits.output_bytes)
    return replace(ran, incidents=(*ran.incidents, f"{cut} bytes of output were cut")) if cut else ran


def integrated(nb: NotebookNode, work: Work, ran: Ran, beneath: Beneath | None) -> dict[str, Any]:
    """What `integration` finds, as a word to leave; nothing where no engine of ours ran the notebook, or where the
    student's own modules do not let it: no mark depends on it."""
    from tito.judge.engine import EngineError

    if beneath is None or ran.engine != "judge":
        return {}
    try:
        found = integration(engine(work.minimum), nb, work, ran, beneath)
    except EngineError:
        return {}
    return {} if found is None else {OWN: found}


_here = threading.local()


def engine(minimum: str) -> Any:
    """This thread's engine: started with its first notebook, closed when the process ends."""
    from tito.judge.engine import Engine

    made = _here.__dict__.setdefault("engines", {})
    if minimum not in made:
        made[minimum] = Engine(minimum)
        # a worker process of multiprocessing runs no handlers of atexit
        Finalize(None, made[minimum].close, exitpriority=10)
    return made[minimum]
