"""`tito audit`: the tests of an assignment, tested."""

import os
from collections.abc import Iterable
from concurrent.futures import Executor
from pathlib import Path
from typing import Annotated, Any

import typer

from tito.audit import auditing, bars, cache, committed, equivalent, page, report
from tito.audit import subject as subjects
from tito.audit.auditing import Options
from tito.audit.errors import AuditError
from tito.audit.findings import Findings
from tito.audit.gates import Gate
from tito.audit.holding import Bench
from tito.audit.subject import Subject
from tito.cli.console import error, out
from tito.cli.progress import Steps
from tito.course import Assignment, Course, CourseError
from tito.judge.executors import pool


def audit(
    assignment: Annotated[str | None, typer.Argument(help="1, 01, 01_tensor, or the path of a notebook")] = None,
    everything: Annotated[bool, typer.Option("--all", help="every assignment that is built")] = False,
    again: Annotated[bool, typer.Option("--again", help="run what has not changed, too")] = False,
    workers: Annotated[int, typer.Option(min=1, help="processes that run versions at once")] = os.cpu_count() or 1,
    reruns: Annotated[int, typer.Option(min=0, help="how often all is run under other seeds")] = auditing.RERUNS,
    contention: Annotated[
        int, typer.Option(min=0, help="processes that are busy beside each rerun; as many more versions run at once")
    ] = auditing.CONTENTION,
    survivors: Annotated[bool, typer.Option("--survivors", help="print them as the bank argues them")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON document and nothing else")] = False,
) -> None:
    """Run blank, reference, bank and mutants against the tests of an assignment, and say what the tests miss."""
    options = Options(reruns, contention)
    passed, documents = True, []
    try:
        with pool(workers + contention) as executor:  # whatever is held has others beside it, which are useful work
            for subject in _subjects(assignment, everything):
                found, gates = _audit(subject, executor, options, again)
                passed &= all(gate.passed for gate in gates)
                documents.append(report.as_data(found, gates))
                if survivors:
                    typer.echo(equivalent.skeleton(report.survivors(found)), nl=False)
                elif not as_json:
                    report.show(found, gates, out)
                    out.print(f"The page with all of it: {_page(subject)}", markup=False)
    except KeyboardInterrupt:
        error("Interrupted: what was run until then is kept; run the same command again to go on.")
        raise typer.Exit(130) from None
    if as_json:
        _print(documents, everything)
    if not passed:
        raise typer.Exit(1)


def _print(documents: list[dict[str, Any]], everything: bool) -> None:
    out.print_json(data=documents if everything else documents[0])


def _subjects(named: str | None, everything: bool) -> Iterable[Subject]:
    if (named is None) == (not everything):
        raise CourseError("Say which assignment to audit, such as tito audit 01, or tito audit --all.")
    if named is not None and _is_path(named):
        return [_of_path(Path(named).resolve())]
    course = Course.find()
    rows = course.built() if everything else [course.require_built(named or "")]
    return (subjects.of_course(course, row) for row in rows)  # all of them, also after one that fails


def _is_path(named: str) -> bool:
    return named.endswith(".ipynb") or os.sep in named or (Path(named).is_dir() and any(Path(named).glob("*.ipynb")))


def _of_path(path: Path) -> Subject:
    """An assignment by its notebook: the course's own where it is one of those."""
    found = _row(path)
    return subjects.of_course(*found) if found else subjects.of_path(path, Path.cwd())


def _row(path: Path) -> tuple[Course, Assignment] | None:
    try:
        course = Course.find()
    except CourseError:
        return None
    for row in course.built():
        source = course.source(row).resolve()
        if path in (source, source.parent):
            return course, row
    return None


def _audit(subject: Subject, executor: Executor, options: Options, again: bool) -> tuple[Findings, list[Gate]]:
    """Audit one assignment and write its reports.

    Raises:
        AuditError: the notebook or its bank was edited meanwhile; what was found is kept for the next run.
    """
    began = committed.fingerprints(subject)

    def watch(what: str, total: int) -> Steps:
        return Steps(f"{subject.name}, {what}", total)

    with cache.Cache(subject.root / cache.FOLDER / f"{subject.name}.jsonl", forget=again) as kept:
        bench = Bench(executor, kept, subject.terms.minimum, watch, apart=subject.declared)
        found = auditing.audited(subject, bench, options)
        if options.full:
            kept.keep_only(bench.asked)
    if committed.fingerprints(subject) != began:
        raise AuditError(f"{subject.name} was edited while its audit ran: run tito audit {subject.name} again.")
    gates = bars.gates_of(found)
    page.write(found, gates, _page(subject))
    if options.full and subject.bank is not None:
        committed.write(committed.document(found, gates), subject.bank)
    return found, gates


def _page(subject: Subject) -> Path:
    return subject.root / "reports" / "audit" / f"{subject.name}.html"
