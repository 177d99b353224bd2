"""A cohort on a Dask cluster: a scheduler and workers in processes of their own, reached by address."""

import builtins
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_engine import deadly
from judge_course import NAME, WRONG, Room

from tito.gradebook.verdicts import Kind
from tito.judge import cohort
from tito.judge.executors import dask, room_in, workers_of
from tito.judge.settings import GradingError

TITO = Path(sys.executable).parent / "tito"
CLUSTER = """
from distributed import LocalCluster
if __name__ == "__main__":
    options = dict(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1")
    with LocalCluster(**options) as cluster:
        print(cluster.scheduler_address, flush=True)
        input()
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pytest.importorskip("distributed", reason="Dask is not installed (pip install 'tito[dask]')")
    script = tmp_path_factory.mktemp("dask") / "cluster.py"
    script.write_text(CLUSTER)
    process = subprocess.Popen(
        [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=script.parent,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
    )  # fmt: skip
    try:
        yield process.stdout.readline().strip()
    finally:
        process.communicate("\n", timeout=60)


@pytest.mark.filterwarnings("ignore")
def test_the_command_grades_on_a_cluster(room: Room, address: str) -> None:
    for student in ("ada", "ben", "cai"):
        room.hand_in(student, WRONG if student == "ben" else "return 2 * x")
    done = subprocess.run(
        [TITO, "grade", "1", "--dask", address, "--json"], cwd=room.root, capture_output=True, text=True, check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": str(room.root), "LANG": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert {one["student"]: one["score"] for one in said["submissions"]} == {"ada": 70, "ben": 0, "cai": 70}
    assert {name: one.kind for name, one in room.verdicts().items()} == dict.fromkeys(
        ("ada", "ben", "cai"), Kind.GRADED
    )
    assert said["totals"]["graded_now"] == 3
    assert "Traceback" not in done.stderr


@pytest.mark.filterwarnings("ignore")
def test_whoever_ends_a_worker_of_the_cluster_stops_nobody(
    room: Room, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cohort.unit, "grade", deadly)  # no engine lets a submission do that
    room.hand_in("ada")
    room.hand_in("ben")
    with dask(address) as room.executor:
        assert (room_in(room.executor), workers_of(room.executor)) == (6, 2)
        found = room.grade()
    assert {name: one.verdict.kind for name, one in found.items()} == {"ada": Kind.GRADED, "ben": Kind.NEEDS_REVIEW}
    assert "the process that graded it was ended" in found["ben"].verdict.reasons[0]
    assert (room.root / "autograded" / "ada" / NAME).is_dir()


@pytest.mark.filterwarnings("ignore")
def test_no_scheduler_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("tito.judge.executors._CONNECTING", "1s")
    with (
        pytest.raises(GradingError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:1 "),
        dask("tcp://127.0.0.1:1"),
    ):
        pass


def test_without_dask_it_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *arguments: Any, **options: Any) -> Any:
        if name.split(".")[0] == "distributed":
            raise ImportError(name)
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with (
        pytest.raises(GradingError, match=r"Dask is not installed here: pip install 'tito\[dask\]'"),
        dask("tcp://x:1"),
    ):
        pass
