"""nbgrader's own commands, its assignment list and formgrader's API, over the exchange."""

import datetime
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from exchange_commands import Desk, course, desk
from exchange_service import Running, archive
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.server_extensions.assignment_list.handlers import AssignmentList
from nbgrader.utils import parse_utc
from traitlets.config import Config

from tests.plugins.plugin_course import generate
from tito import plugins
from tito.exchange import client
from tito.gate import Decision
from tito.gradebook import records
from tito.gradebook.kinds import Kind
from tito.gradebook.verdicts import Verdict
from tito.plugins import exchange_release
from tito.plugins import gate as release_gate


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client.time, "sleep", lambda seconds: None)


@pytest.fixture
def ines(service: Running, tmp_path: Path) -> Desk:
    return course(tmp_path, service.url)


@pytest.fixture
def ada(service: Running, tmp_path: Path) -> Desk:
    return desk(tmp_path, "ada", service.url)


@pytest.fixture
def ben(service: Running, tmp_path: Path) -> Desk:
    return desk(tmp_path, "ben", service.url)


def fetched(who: Desk, ines: Desk) -> Path:
    """What somebody works on."""
    ines.run("release_assignment", "ps1", "--force")
    assert who.run("fetch_assignment", "ps1").code == 0
    return who.folder / "ps1"


def test_what_no_audit_lets_out_reaches_nobody(ines: Desk, ada: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    shut = Decision(False, "ps1 has not been audited.")
    monkeypatch.setattr(release_gate, "row_of", lambda root, name: (None, SimpleNamespace(id="ps1")))
    monkeypatch.setattr(release_gate.gate, "decide", lambda course, row: shut)
    said = ines.run("release_assignment", "ps1")
    assert said.code == 1
    assert shut.refusal in said.log
    assert "ps1" not in ada.run("list").log


def test_a_day_in_the_life_of_an_assignment(ines: Desk, ada: Desk, ben: Desk) -> None:
    said = ines.run("release_assignment", "ps1")
    assert (said.code, "Released as: tiny ps1" in said.log) == (0, True), said.log
    again = ines.run("release_assignment", "ps1")
    assert again.code == 1
    assert "Destination already exists, add --force to overwrite: tiny ps1" in again.log
    assert ines.run("release_assignment", "ps1", "--force").code == 0

    assert "tiny ps1\n" in ada.run("list").log
    for who in (ada, ben):
        said = who.run("fetch_assignment", "ps1")
        assert (said.code, "Fetched as: tiny ps1" in said.log) == (0, True), said.log
        assert (who.folder / "ps1" / "course" / "data.csv").read_text() == "1,2\n"
    assert "tiny ps1 (already downloaded)" in ada.run("list").log

    for who in (ada, ada, ben):
        (who.folder / "ps1" / "work.txt").write_text(who.name)
        said = who.run("submit", "ps1")
        assert (said.code, "Submitted as: tiny ps1 " in said.log) == (0, True), said.log
    listed = ada.run("list", "--cached").log
    assert listed.count("tiny ada ps1 ") == 2
    assert "ben" not in listed
    assert "(no feedback available)" in listed
    assert ines.run("list", "--inbound").log.count(" ps1 ") == 3

    said = ines.run("collect", "ps1")
    assert (said.code, "Processing 2 submissions" in said.log) == (0, True), said.log
    folder = ines.folder / "submitted" / "ada" / "ps1"
    assert (folder / "work.txt").read_text() == "ada"
    stamp = (folder / "timestamp.txt").read_text()
    assert datetime.datetime.strptime(stamp, "%Y-%m-%d %H:%M:%S.%f UTC")
    assert f"tiny ada ps1 {stamp} (no feedback available) (collected)" in ada.run("list", "--cached").log
    assert "Submission already exists, use --update" in ines.run("collect", "ps1").log
    assert "No newer submission to collect: ada ps1" in ines.run("collect", "ps1", "--update").log
    ada.run("submit", "ps1")
    updated = ines.run("collect", "ps1", "--update").log
    assert "Updating submission: ada ps1" in updated
    assert "No newer submission to collect: ben ps1" in updated
    assert parse_utc((folder / "timestamp.txt").read_text()) > parse_utc(stamp)

    _grade(ines, "ada", "good")
    said = ines.run("release_feedback", "ps1")
    assert (said.code, "Releasing feedback for student 'ada' on assignment 'tiny/ps1/p1'" in said.log) == (0, True)
    assert "(feedback ready to be fetched)" in ada.run("list", "--cached").log
    said = ada.run("fetch_feedback", "ps1")
    assert said.code == 0, said.log
    assert "Could not find feedback for 'tiny/ps1/p1'" in said.log, "the earlier two have none"
    (page,) = (ada.folder / "ps1" / "feedback").glob("*/p1.html")
    assert page.read_text() == "good"
    assert page.parent.name == (folder / "timestamp.txt").read_text()
    assert "(feedback already fetched)" in ada.run("list", "--cached").log
    _grade(ines, "ada", "better")
    ines.run("release_feedback", "ps1")
    assert "(feedback ready to be fetched)" in ada.run("list", "--cached").log
    ada.run("fetch_feedback", "ps1")
    assert page.read_text() == "better"
    assert not list((ben.folder / "ps1").glob("feedback/*/*"))


def _grade(ines: Desk, student: str, text: str) -> None:
    """What `tito grade --feedback` and `nbgrader generate_feedback` leave."""
    origin, folder = (ines.folder / step / student / "ps1" for step in ("submitted", "feedback"))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "p1.html").write_text(text)
    for name in ("timestamp.txt", "submission_secret.txt"):
        (folder / name).write_bytes((origin / name).read_bytes())


def test_a_real_command_finds_the_classes(ines: Desk) -> None:
    """One in a process of its own, as somebody types it."""
    with ines.sitting():
        done = subprocess.run(
            [Path(sys.executable).parent / "nbgrader", "release_assignment", "ps1"],
            cwd=ines.folder, env=dict(os.environ), capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Released as: tiny ps1" in done.stderr


def test_the_folder_stays_where_no_exchange_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TITO_EXCHANGE_URL", raising=False)
    c = Config()
    plugins.use_exchange(c)
    assert "ExchangeFactory" not in c
    monkeypatch.setenv("TITO_EXCHANGE_URL", "http://127.0.0.1:1/")
    plugins.use_exchange(c)
    assert len(c.ExchangeFactory) == 8


def test_a_release_brings_the_gradebooks_due_date(
    ines: Desk, ada: Desk, service: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `due_date` finds in a gradebook is tested with the gradebook."""
    moment = datetime.datetime(2020, 1, 1, 12, tzinfo=datetime.UTC)
    monkeypatch.setattr(exchange_release, "due_date", lambda db_url, assignment: moment)
    fetched(ada, ines)
    assert service.ask("ada", "GET", "/courses/tiny/assignments").json()[0]["due"] == "2020-01-01T12:00:00Z"
    said = ada.run("submit", "ps1")
    assert said.log.rstrip().endswith("(late)")
    assert ines.run("collect", "ps1").code == 0
    receipt = json.loads((ines.folder / "submitted" / "ada" / "ps1" / "receipt.json").read_text())
    assert receipt["late"] is True
    assert receipt["student"] == "ada"
    extension = "/courses/tiny/assignments/ps1/deadlines/extensions/ada"
    service.ask("ines", "PUT", extension, params={"at": receipt["received"]})
    ada.run("submit", "ps1")
    assert "Updating" not in ines.run("collect", "ps1", "--before-duedate").log, "the first was in time, the second not"
    assert "Updating" in ines.run("collect", "ps1", "--update").log


def test_a_submission_cannot_choose_its_time_or_its_id(ines: Desk, ada: Desk) -> None:
    work = fetched(ada, ines)
    (work / "timestamp.txt").write_text("2001-01-01 00:00:00.000000 UTC")
    (work / "submission_secret.txt").mkdir()
    (work / "submission_secret.txt" / "x").touch()
    (work / "receipt.json").write_text("{}")
    assert ada.run("submit", "ps1").code == 0
    assert ines.run("collect", "ps1").code == 0
    folder = ines.folder / "submitted" / "ada" / "ps1"
    assert not (folder / "timestamp.txt").read_text().startswith("2001")
    assert len((folder / "submission_secret.txt").read_text()) == 32
    assert json.loads((folder / "receipt.json").read_text())["student"] == "ada"


def test_nothing_is_fetched_over_what_is_there(ines: Desk, ada: Desk) -> None:
    work = fetched(ada, ines)
    (work / "p1.ipynb").write_text("mine")
    (work / "course" / "data.csv").unlink()
    said = ada.run("fetch_assignment", "ps1")
    assert (said.code, "You already have a copy of the assignment" in said.log) == (1, True)
    assert ada.run("fetch_assignment", "ps1", "--replace").code == 0
    assert (work / "p1.ipynb").read_text() == "mine"
    assert (work / "course" / "data.csv").is_file()


def test_a_fetch_that_failed_leaves_nothing_and_can_be_repeated(ines: Desk, ada: Desk, service: Running) -> None:
    ines.run("release_assignment", "ps1")
    blobs = [path for path in Path(service.settings.storage).rglob("*") if path.is_file()]
    (blob,) = blobs
    good = blob.read_bytes()
    before = sorted(ada.folder.rglob("*"))
    for broken in (good[:-1] + b"?", good + b"?", b""):
        blob.write_bytes(broken)
        said = ada.run("fetch_assignment", "ps1")
        assert said.code == 1
        assert "does not answer" in said.log
        assert [path for path in sorted(ada.folder.rglob("*")) if path not in before and ".data" not in str(path)] == []
    blob.write_bytes(good)
    assert ada.run("fetch_assignment", "ps1").code == 0


def test_missing_and_extra_notebooks_are_said(ines: Desk, ada: Desk) -> None:
    work = fetched(ada, ines)
    (work / "p1.ipynb").rename(work / "p2.ipynb")
    strict = ada.run("submit", "ps1", "--strict")
    assert strict.code == 1
    assert "p1.ipynb: MISSING" in strict.log
    said = ada.run("submit", "ps1")
    assert said.code == 0
    assert "p2.ipynb: EXTRA" in said.log


def test_what_cannot_be_sent_is_said_in_a_sentence(ines: Desk, ada: Desk) -> None:
    work = fetched(ada, ines)
    (work / "large.bin").write_bytes(os.urandom(300_000))
    said = ada.run("submit", "ps1")
    assert (said.code, "larger than the 0.2 MiB that may be sent" in said.log) == (1, True), said.log
    (work / "large.bin").unlink()
    (work / "gone").symlink_to("nowhere")
    said = ada.run("submit", "ps1")
    assert (said.code, "cannot be copied" in said.log) == (1, True), said.log
    assert "Traceback" not in said.log


@pytest.mark.parametrize(
    ("change", "sentence"),
    [({"url": "http://127.0.0.1:9"}, "does not answer"), ({"url": "nonsense"}, "is no address of an exchange"),
     ({"name": "stranger"}, "does not know this token"), ({"name": "sam"}, "is not student"),
     ({"name": "narrow"}, "not meant for the exchange")],
)  # fmt: skip
def test_whatever_is_wrong_is_one_sentence(ines: Desk, ada: Desk, change: dict[str, str], sentence: str) -> None:
    fetched(ada, ines)
    who = Desk(**{"folder": ada.folder, "name": "ada", "url": ada.url, **change})
    for command in (("submit", "ps1"), ("list",), ("fetch_feedback", "ps1")):
        said = who.run(*command)
        assert said.code == 1, command
        assert sentence in said.log, (command, said.log)
        assert "Traceback" not in said.log


def test_an_unknown_assignment_and_a_wrong_name_are_said(ines: Desk, ada: Desk) -> None:
    (ada.folder / "ps9").mkdir()
    assert "There is no assignment ps9 in tiny" in ada.run("fetch_assignment", "--assignment=ps9", "--replace").log
    assert "Assignment not found: tiny ps9" in ada.run("submit", "ps9").log
    assert "is no name that the exchange can hold" in ada.run("fetch_assignment", "p s").log
    assert "No course id specified" in ada.run("submit", "ps9", "--course=").log
    assert "run `nbgrader generate_assignment` first" in _ungenerated(ines)


def _ungenerated(ines: Desk) -> str:
    (ines.folder / "source" / "ps2").mkdir(parents=True)
    return ines.run("release_assignment", "ps2").log


def test_one_hostile_submission_holds_up_nobody(ines: Desk, ada: Desk, service: Running) -> None:
    """It came past the client, and would be larger than the course takes."""
    fetched(ada, ines)
    ada.run("submit", "ps1")
    huge = archive({"p1.ipynb": b"{}", "zeros": bytes(900_000)})
    assert service.ask("ben", "POST", "/courses/tiny/assignments/ps1/submissions", content=huge).status_code == 201
    with (ines.folder / "nbgrader_config.py").open("a") as file:
        file.write("c.CourseDirectory.max_dir_size = 500\n")
    said = ines.run("collect", "ps1")
    assert said.code == 1
    assert "ben ps1 cannot be collected: Directory size is too big" in said.log
    assert (ines.folder / "submitted" / "ada" / "ps1" / "p1.ipynb").is_file()
    assert not (ines.folder / "submitted" / "ben" / "ps1").exists()


def test_feedback_without_a_submission_is_named_and_the_rest_goes_out(ines: Desk, ada: Desk, ben: Desk) -> None:
    for who in (ada, ben):
        fetched(who, ines)
        who.run("submit", "ps1")
    ines.run("collect", "ps1")
    for student in ("ada", "ben"):
        _grade(ines, student, student)
    secret = (ines.folder / "submitted" / "ada" / "ps1" / "submission_secret.txt").read_text()
    (ines.folder / "feedback" / "ben" / "ps1" / "submission_secret.txt").write_text(secret)
    said = ines.run("release_feedback", "ps1")
    assert said.code == 1
    assert "The feedback for ben belongs to no submission" in said.log
    assert "Feedback was not released for: ben" in said.log
    assert ada.run("fetch_feedback", "ps1").code == 0
    assert len(list((ada.folder / "ps1" / "feedback").glob("*/p1.html"))) == 1


def test_a_page_that_says_why_nothing_was_graded_reaches_its_student(ines: Desk, ada: Desk) -> None:
    work = fetched(ada, ines)
    (work / "p1.ipynb").rename(work / "renamed.ipynb")
    ada.run("submit", "ps1")
    ines.run("collect", "ps1")
    folder = ines.folder / "feedback" / "ada" / "ps1"
    folder.mkdir(parents=True)
    (folder / "p1.html").write_text("not graded")
    assert ines.run("release_feedback", "ps1", "--student=ada").code == 0
    assert "(feedback ready to be fetched)" in ada.run("list", "--cached").log
    ada.run("fetch_feedback", "ps1")
    assert "(feedback already fetched)" in ada.run("list", "--cached").log
    assert [page.read_text() for page in (ada.folder / "ps1").glob("feedback/*/p1.html")] == ["not graded"]


def test_a_page_about_a_second_submission_is_not_given_to_the_first(ines: Desk, ada: Desk) -> None:
    work = fetched(ada, ines)
    ada.run("submit", "ps1")
    ines.run("collect", "ps1")
    submitted, autograded = (ines.folder / step / "ada" / "ps1" for step in ("submitted", "autograded"))
    shutil.copytree(submitted, autograded)
    _grade(ines, "ada", "good")
    ines.run("release_feedback", "ps1")
    (work / "p1.ipynb").rename(work / "renamed.ipynb")
    ada.run("submit", "ps1")
    ines.run("collect", "ps1", "--update")
    records.write_page(ines.folder, Verdict("ps1", "ada", Kind.NOT_GRADABLE, ("p1.ipynb is missing",)))
    assert ines.run("release_feedback", "ps1").code == 0
    assert ada.run("fetch_feedback", "ps1").code == 0
    first, second = sorted((ada.folder / "ps1" / "feedback").iterdir())
    assert [page.name for page in first.iterdir()] == ["p1.html"]
    assert (first / "p1.html").read_text() == "good"
    assert [page.name for page in second.iterdir()] == ["ps1.html"]
    assert "earned 0 points: p1.ipynb is missing" in (second / "ps1.html").read_text()
    with ada.sitting():
        page = AssignmentList()
        page.root_dir = str(ada.folder)
        shown = page.list_assignments(course_id="tiny")["value"][-1]["submissions"]
    assert [one["collected"] for one in shown] == [True, True]
    assert [one["has_local_feedback"] for one in shown] == [True, True]
    for name in ("submission_secret.txt", "timestamp.txt"):  # as an earlier version left them
        (ines.folder / "feedback" / "ada" / "ps1" / name).unlink()
    (ines.folder / "feedback" / "ada" / "ps1" / "ps1.html").write_text("again")
    ines.run("release_feedback", "ps1")
    ada.run("fetch_feedback", "ps1")
    assert ((first / "p1.html").read_text(), (second / "ps1.html").read_text()) == ("good", "again")


LATE = """
from tito.plugins import use_judge
use_judge(c)
c.Autograde.autograde_preprocessors = [one for one in c.Autograde.autograde_preprocessors if "execute" not in one]
c.LateSubmissionPlugin.penalty_method = "zero"
"""
"""Everything of autograding but running the notebook, which has no say in lateness."""


@pytest.mark.filterwarnings("ignore:Object of type")  # nbgrader's own session
def test_an_extension_on_the_exchange_decides_about_the_penalty(
    ines: Desk, ada: Desk, ben: Desk, service: Running
) -> None:
    with ines.sitting():
        generate(ines.folder)
        with Gradebook(f"sqlite:///{ines.folder}/gradebook.db") as book:
            book.update_or_create_assignment("a", duedate="2020-01-01 12:00 UTC")
    with (ines.folder / "nbgrader_config.py").open("a") as file:
        file.write(LATE)
    assert ines.run("release_assignment", "a").code == 0
    for who in (ada, ben):
        assert who.run("fetch_assignment", "a").code == 0
        assert who.run("submit", "a").log.rstrip().endswith("(late)")
    extension = "/courses/tiny/assignments/a/deadlines/extensions/ada"

    def graded(until: str | None) -> dict[str, tuple[bool, float]]:
        """Whether each was late, and their points, once an extension was set and all was collected and graded."""
        service.ask("ines", "PUT", extension, params={"at": until} if until else {})
        assert ines.run("collect", "a").code == 0
        said = ines.run("autograde", "a", "--force")
        assert said.code == 0, said.log
        late = {one["student"]: one["late"] for one in service.ask("ines", "GET", "/courses/tiny/submissions").json()}
        with Gradebook(f"sqlite:///{ines.folder}/gradebook.db") as book:
            found = {one.student_id: one for one in book.assignment_submissions("a")}
            assert {name: one.total_seconds_late > 0 for name, one in found.items()} == late
            return {name: (late[name], one.score - (one.late_submission_penalty or 0)) for name, one in found.items()}

    assert graded("2099-01-01T12:00:00Z") == {"ada": (False, 5), "ben": (True, 0)}
    assert graded("2021-01-01T12:00:00Z") == {"ada": (True, 0), "ben": (True, 0)}
    assert graded("2099-01-01T12:00:00Z")["ada"] == (False, 5)
    assert graded(None)["ada"] == (True, 0), "an extension that was taken back"


def test_taking_back_hides_an_assignment_and_keeps_submissions(ines: Desk, ada: Desk) -> None:
    fetched(ada, ines)
    ada.run("submit", "ps1")
    for which in ("--inbound", "--cached"):
        assert "The exchange keeps every submission" in ines.run("list", which, "--remove").log
    assert ines.run("list", "--remove", "ps1").code == 0
    assert "ps1" not in ada.run("list").log
    assert "tiny ada ps1" in ada.run("list", "--cached").log
    assert ines.run("collect", "ps1").code == 0


def test_the_assignment_list_of_the_page(ines: Desk, ada: Desk) -> None:
    """The server extension's own code, from the list over fetching and submitting to feedback."""
    ines.run("release_assignment", "ps1")
    with ada.sitting():
        page = AssignmentList()
        page.root_dir = str(ada.folder)
        assert page.list_courses() == {"success": True, "value": ["tiny"]}
        (released,) = page.list_assignments(course_id="tiny")["value"]
        assert (released["status"], released["notebooks"][0]["notebook_id"]) == ("released", "p1")
        assert page.fetch_assignment("tiny", "ps1") == {"success": True}
        assert page.submit_assignment("tiny", "ps1") == {"success": True}
        fetched_, submitted = page.list_assignments(course_id="tiny")["value"]
        assert (fetched_["status"], fetched_["path"]) == ("fetched", "ps1")
        (one,) = submitted["submissions"]
        assert (submitted["status"], one["has_exchange_feedback"], one["late"]) == ("submitted", False, False)
        json.dumps(submitted)
    ines.run("collect", "ps1")
    _grade(ines, "ada", "good")
    ines.run("release_feedback", "ps1")
    with ada.sitting():
        assert page.fetch_feedback("tiny", "ps1") == {"success": True}
        (one,) = page.list_assignments(course_id="tiny")["value"][1]["submissions"]
        assert one["has_local_feedback"] and not one["feedback_updated"]
        assert (ada.folder / one["local_feedback_path"] / "p1.html").read_text() == "good"
        assert one["collected"] is True


@pytest.mark.filterwarnings("ignore:Passing unrecognized arguments")  # formgrader writes `authentictor`
def test_formgraders_buttons(ines: Desk, ada: Desk) -> None:
    """The API beneath formgrader's pages: release, unrelease, collect, feedback."""
    with ines.sitting():
        config = ines.config()
        api = NbGraderAPI(CourseDirectory(config=config), config=config)
        assert api.exchange_root == ines.url
        assert api.exchange_is_functional
        assert api.release_assignment("ps1")["success"]
        assert api.get_released_assignments() == {"ps1"}
    assert ada.run("fetch_assignment", "ps1").code == 0
    ada.run("submit", "ps1")
    with ines.sitting():
        assert api.collect("ps1")["success"]
        assert api.get_submitted_students("ps1") == {"ada"}
        _grade(ines, "ada", "good")
        assert api.release_feedback("ps1", "ada")["success"]
        assert api.release_feedback("ps1")["success"]
        assert api.unrelease("ps1")["success"]
        assert api.get_released_assignments() == set()
    with ada.sitting():
        own = NbGraderAPI(CourseDirectory(config=config), config=config)
        found = own.fetch_feedback("ps1", "ada")
        assert found["success"], found
        assert found["value"][0]["submissions"][0]["has_local_feedback"]


def test_formgrader_opens_without_the_exchange(ines: Desk) -> None:
    """A TA's formgrader, whose token is a service's, has no release and no collect, and works."""
    who = Desk(ines.folder, "bot", ines.url)
    with who.sitting():
        config = ines.config()
        api = NbGraderAPI(CourseDirectory(config=config), config=config)
    assert api.exchange_missing
    assert not api.exchange_is_functional
