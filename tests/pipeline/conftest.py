"""One classroom for all tests of the commands: what costs seconds is done once, in the order of a term."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from classroom import BIN, MODULE, Autograded, Classroom, Said, Server, copy_course
from messy_cohort import HABITS


@pytest.fixture(scope="session")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """The course, before the first command."""
    return copy_course(tmp_path_factory.mktemp("classroom") / "course")


@pytest.fixture(scope="session")
def generated(classroom: Classroom) -> dict[str, Said]:
    """What nbgrader said when it generated the first module and the first milestone."""
    names = (MODULE, "m01_perceptron")
    return {name: classroom.run("nbgrader", "generate_assignment", name) for name in names}


@pytest.fixture(scope="session")
def cohort(classroom: Classroom, generated: dict[str, Said]) -> dict[str, Path]:
    """Student -> the notebook that they handed in (or did not)."""
    return {student: hand_in(classroom) for student, hand_in in HABITS.items()}


@pytest.fixture(scope="session")
def autograded(classroom: Classroom, cohort: dict[str, Path]) -> Autograded:
    """The stock command on the whole cohort."""
    said = classroom.run("nbgrader", "autograde", MODULE)
    verdicts = classroom.verdicts(MODULE)
    return Autograded(
        said,
        {name: one.kind.value for name, one in verdicts.items()},
        {name: list(one.reasons) for name, one in verdicts.items()},
        {name: classroom.tests(MODULE, name) for name in verdicts},
        {name: classroom.waiting(MODULE, name) for name in verdicts},
    )


@pytest.fixture(scope="session")
def swept(classroom: Classroom, autograded: Autograded) -> Said:
    """`tito grade` after it: whoever nbgrader did not look at."""
    return classroom.run("tito", "grade", "1")


@pytest.fixture(scope="session")
def server(
    classroom: Classroom, swept: Said, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """JupyterLab as an instructor starts it in the course folder; one for all tests."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("lab") / "lab.log"
    arguments = ["--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [BIN / "jupyter-lab", *arguments, "--IdentityProvider.token=a-token"],
            cwd=classroom.root, env=classroom.environment, stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    headers = {"Authorization": "token a-token"}
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=300) as client:
            _wait_for(client, process, log)
            yield Server(client)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_for(client: httpx.Client, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, log.read_text()
        try:
            if client.get("/formgrader/api/status").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError(log.read_text())
