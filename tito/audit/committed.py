"""The result that is committed: `bank/NAME/audit.json`, small, and the same as long as nothing changes.

It belongs to the notebook and the bank whose hashes it holds.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tito import audited, files
from tito.audit.bars import tally
from tito.audit.blame import blame
from tito.audit.findings import Findings
from tito.audit.gates import Gate
from tito.audit.subject import Subject


def fingerprints(subject: Subject) -> tuple[str, str | None]:
    """Those of a notebook and of its bank as they stand."""
    bank = None if subject.bank is None else audited.bank_fingerprint(subject.bank)
    return audited.fingerprint(subject.source.path), bank


def document(found: Findings, gates: Sequence[Gate]) -> dict[str, Any]:
    """The result as data: no times, and nothing about the machine."""
    subject, alone = found.subject, blame(found).alone
    source, bank = fingerprints(subject)
    result = audited.Audit(
        format=1,
        assignment=subject.name,
        source=source,
        bank=bank,
        gates={gate.name: audited.Gate(looked_at=gate.looked_at, faults=gate.faults) for gate in gates},
        exercises={name: tally(found.of(name)) for name in subject.exercises},
        tests={name: audited.Worth(alone=alone[name]) for name in subject.tests},
        flips=len(found.flips),
        reruns=found.reruns,
        passed=all(gate.passed for gate in gates),
    )
    return result.model_dump(mode="json")


def write(data: dict[str, Any], folder: Path) -> Path:
    """Write the result into a bank, whole or not at all."""
    path = folder / audited.FILE
    files.write(path, json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    return path
