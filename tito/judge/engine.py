"""Notebooks run where their student's code can reach nothing, and their tests where it cannot reach them.

    engine = Engine()
    outcome = engine.run(job)
    engine.close()

Processes and their order stand in docs/judge.md.
"""

import time

from tito.errors import TitoError
from tito.judge import openly, sandbox, tree
from tito.judge.hearing import Adjourned, Hearing
from tito.judge.job import Job, Outcome
from tito.judge.session import Lost, Session
from tito.judge.zygotes import COURT, STUDENT, EngineLost, Zygote

_TRIES = 4


class EngineError(TitoError):
    """The engine cannot run a notebook."""


class Engine:
    """The processes of one worker. It starts them with the first job, and again where one is gone."""

    def __init__(self, minimum: str = "namespaces") -> None:
        self._minimum = minimum
        self._level: str | None = None
        self._plain, self._drawing, self._courts = Zygote(STUDENT), Zygote(STUDENT, TITO_FIGURES="1"), Zygote(COURT)

    def close(self) -> None:
        """End every process."""
        for zygote in (self._plain, self._drawing, self._courts):
            zygote.close()

    def run(self, job: Job, words: bool = True) -> Outcome:
        """Run a notebook and hold its tests.

        A process of the student's that ends by itself must do so again in a second run: an operating system that kills
        processes, or a person who does, moves no mark.

        Args:
            words: whether somebody will read what failed tests say; see `tito.judge.openly`.

        Raises:
            SandboxError: the sandbox is weaker than the minimum.
            EngineError: processes of the engine end again and again.
        """
        if self._level is None:
            self._level = sandbox.require(self._minimum)
        outcome = self._agreed(job)
        return self._with_words(job, outcome) if words else outcome

    def _with_words(self, job: Job, outcome: Outcome) -> Outcome:
        asked = openly.question(job, outcome)
        if asked is None and outcome.open is None:
            return outcome
        return openly.with_words(job, outcome, None if asked is None else self._agreed(asked))

    def _agreed(self, job: Job) -> Outcome:
        seen: Outcome | None = None
        why, rounds = "", True
        for _ in range(_TRIES):
            try:
                outcome = self._once(job, rounds)
            except Adjourned:
                rounds = False
                continue
            except (EngineLost, Lost) as error:
                why = str(error)
                continue
            if not outcome.lost or (seen is not None and seen.lost == outcome.lost):
                return outcome
            seen = outcome
        if seen is not None:
            return seen
        raise EngineError(f"The processes of the grading engine end again and again ({why}): try tito system health.")

    def _once(self, job: Job, rounds: bool) -> Outcome:
        parent = time.process_time()
        students = self._drawing if any("matplotlib" in cell.source for cell in job.cells) else self._plain
        with Session(students, job) as session, Hearing(self._courts, job, session, rounds) as hearing:
            session.run()
            hearing.hold()
            student = tree.precise_seconds(session.pid)
        record = session.record
        return Outcome(
            record.outputs, hearing.passed, hearing.reached, hearing.unsupported, tuple(record.incidents),
            tuple(dict.fromkeys(record.review)), self._level or "none",
            {"student": student, "judge": hearing.seconds, "parent": time.process_time() - parent},
            frozenset(record.lost), None if hearing.open is None else frozenset(hearing.open),
        )  # fmt: skip
