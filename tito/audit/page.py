"""The report of an audit as one page of HTML that needs no other file and no network.

    page.write(found, gates, root / "reports" / "audit" / "01_tensor.html")
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import jinja2

from tito import files
from tito.audit.bars import tally
from tito.audit.blame import blame
from tito.audit.findings import Findings
from tito.audit.gates import Gate
from tito.audit.report import families, symptoms, verdict
from tito.audited import MODULE


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.globals["verdict"] = verdict
    return environment.get_template("page.html.j2")


def render(found: Findings, gates: Sequence[Gate]) -> str:
    """The page's text."""
    subject = found.subject
    return _template().render(
        found=found,
        gates=gates,
        passed=all(gate.passed for gate in gates),
        tallies={name: tally(found.of(name)) for name in subject.exercises},
        whole=tally(found.mutants),
        bar=MODULE,
        families=families(found),
        blame=blame(found),
        symptoms=symptoms(found),
    )


def write(found: Findings, gates: Sequence[Gate], path: Path) -> None:
    """Write the page, whole or not at all; it holds solutions, so nobody but its owner may read it."""
    files.write(path, render(found, gates), mode=0o600)
