"""The result that is committed: `bank/NAME/audit.json`, small, and the same as long as nothing changes.

It belongs to the notebook and the bank whose hashes it holds.
"""

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from tito import files
from tito.audit.bars import Tally
from tito.audit.blame import blame
from tito.audit.findings import Findings
from tito.audit.gates import Gate
from tito.audited import FILE, fingerprint

FORMAT = 1


def bank_digest(folder: Path) -> str:
    """SHA-256 over the names and texts of a bank's files; the committed result itself is none of them."""
    total = sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path == folder / FILE or any(part.startswith((".", "__")) for part in path.relative_to(folder).parts):
            continue
        name = path.relative_to(folder).as_posix()
        total.update(f"{name}\0{sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def document(found: Findings, gates: Sequence[Gate]) -> dict[str, Any]:
    """The result as data: no times, and nothing about the machine."""
    subject = found.subject
    alone = blame(found).alone
    return {
        "format": FORMAT,
        "assignment": subject.name,
        "source": fingerprint(subject.source.path),
        "bank": bank_digest(subject.bank) if subject.bank is not None else None,
        "gates": {gate.name: {"looked_at": gate.looked_at, "faults": list(gate.faults)} for gate in gates},
        "exercises": {name: _tally(Tally.of(found.of(name))) for name in subject.exercises},
        "tests": {name: {"alone": alone[name]} for name in subject.tests},
        "flips": len(found.flips),
        "reruns": found.reruns,
        "passed": all(gate.passed for gate in gates),
    }


def _tally(tally: Tally) -> dict[str, int]:
    return {
        "made": tally.made, "killed": tally.killed, "equivalent": tally.equivalent, "survived": tally.survived,
    }  # fmt: skip


def write(data: dict[str, Any], folder: Path) -> Path:
    """Write the result into a bank, whole or not at all."""
    path = folder / FILE
    files.write(path, json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    return path
