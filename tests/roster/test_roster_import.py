"""`tito course roster import`: what it writes, what it shows, what it refuses."""

import datetime
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from exchange_service import Running, archive
from nbgrader.api import Gradebook
from roster_desk import Desk

from tests.conftest import ROOT
from tito.exchange import client
from tito.exchange.client import Client
from tito.exchange.errors import ExchangeServiceError
from tito.gradebook import people
from tito.gradebook.deadlines import deadline
from tito.roster.errors import RosterError

TWO = "id,first_name,last_name,email,section\nada,Ada,Lovelace,ada@x.org,2\nben,Ben,Okri,ben@x.org,1\n"
ADA = {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@x.org", "section": "2"}
DUE = "/courses/tiny/assignments/01_tensor/deadlines"


def extensions(service: Running) -> dict[str, str]:
    return service.ask("ines", "GET", DUE).json()["extensions"]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client.time, "sleep", lambda seconds: None)


def test_a_new_gradebook_is_nbgraders_own(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nbgrader.api.get_alembic_version", lambda: "167914646830")  # asking alembic takes seconds
    said = desk.take(TWO)
    assert "added    ada: first_name Ada, last_name Lovelace, email ada@x.org, section 2" in said
    assert "2 students: 2 added, 0 changed, 0 unchanged. All of it is written." in said
    with Gradebook(desk.url, "tiny") as book:
        found = book.find_student("ada")
        assert (found.first_name, found.last_name, found.email) == ("Ada", "Lovelace", "ada@x.org")
    assert desk.people()["ada"] == ADA


def test_done_again_it_changes_nothing_and_says_so(desk: Desk) -> None:
    desk.gradebook()
    desk.take(TWO)
    before = (desk.root / "gradebook.db").read_bytes()
    assert desk.take(TWO) == (
        "2 students: 0 added, 0 changed, 2 unchanged. Nothing had changed.\n"
    )
    assert (desk.root / "gradebook.db").read_bytes() == before


def test_a_dry_run_shows_what_the_import_does_and_writes_nothing(desk: Desk) -> None:
    dry = desk.data(TWO, "--dry-run", "--usernames", "names.txt")
    assert sorted(path.name for path in desk.root.iterdir()) == ["course.toml", "nbgrader_config.py", "r.csv"]
    desk.gradebook()
    wet = desk.data(TWO, "--usernames", "names.txt")
    assert {**dry, "dry_run": False} == wet
    assert (desk.root / "names.txt").read_text() == "ada\nben\n"
    assert "This was a dry run: nothing was written." in desk.take(TWO.replace("Okri", "O."), "--dry-run")
    assert desk.people()["ben"]["last_name"] == "Okri"


def test_changes_are_shown_field_by_field_and_nobody_is_deleted(desk: Desk) -> None:
    desk.gradebook()
    desk.take(TWO)
    said = desk.take("id,email,section,first_name\nada,ada@y.org,,\nCai,,3,\n")
    assert said.splitlines() == [
        "added    Cai: section 3",
        "changed  ada: email ada@x.org -> ada@y.org",
        "missing  ben: not in the file, and stays in the gradebook",
        "note     Cai: the hub writes names small, so cai is who will log in there",
        "2 students: 1 added, 1 changed, 0 unchanged. All of it is written.",
    ]
    found = desk.people()
    assert found["ada"] == {**ADA, "email": "ada@y.org"}, "an empty cell leaves what stands"
    assert (found["Cai"], set(found)) == ({"section": "3"}, {"ada", "ben", "Cai"})


@pytest.mark.parametrize(
    "file",
    [
        TWO.encode("utf-8-sig"), TWO.replace(",", ";").encode(), TWO.replace(",", "\t").encode("utf-16"),
        TWO.replace("\n", "\r\n").encode(), f"sep=;\r\n{TWO.replace(',', ';')}".encode(),
        TWO.replace("\n", ",,\n").encode(), f"{TWO}\n\n,,,,\n , ,\n".encode(), TWO.replace("ada,", '="ada",').encode(),
        TWO.replace("Ada,", '"Ada",').replace("id,first_name", " ID ,First Name").encode(),
        TWO.replace("\n", "\n\n").rstrip().encode(), TWO.replace(",2", ",\N{NO-BREAK SPACE}2").encode(),
    ],
)  # fmt: skip
def test_what_spreadsheets_make_of_a_table_is_the_same_table(desk: Desk, file: bytes) -> None:
    desk.gradebook()
    desk.take(file)
    assert desk.people() == {"ada": ADA, "ben": {
        "first_name": "Ben", "last_name": "Okri", "email": "ben@x.org", "section": "1",
    }}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "r.csv is empty: its first line names the columns, of which id is one."),
        ("id\n\n", "r.csv, line 1: no student follows."),
        ("name\nada\n", "r.csv, line 1: 'name' is no column of a roster: these are id, first_name, last_name, email, "
         "section and extension:NN_name."),
        ("email\na@b\n", "r.csv, line 1: there is no column id, which holds the names that students have on the hub."),
        ("id,ID\na,b\n", "r.csv, line 1: there are two columns id."),
        ("id,extension:1,extension:01_tensor\na,,\n", "r.csv, line 1: there are two columns extension:01_tensor."),
        ("id,extension:99\na,\n", "r.csv, line 1: There is no module or milestone '99'"),
        ("id,email\n\n,a@b\n", "r.csv, line 3: the id is missing."),
        ("id\n../x\n", "r.csv, line 2: '../x' cannot be an id: it becomes a folder of nbgrader's"),
        ("id\na+b\n", "r.csv, line 2: 'a+b' cannot be an id"),
        ("id\n1.2E+05\n", "r.csv, line 2: '1.2E+05' cannot be an id"),
        (f"id\n{'a' * 129}\n", "cannot be an id"),
        ("id\nada\n\nben\nada\n", "r.csv, line 5: ada stands in line 2 already."),
        ("id\nada\nAda\n", "r.csv, line 3: Ada stands in line 2 already."),
        ("id,email\nada,mail\n", "r.csv, line 2: 'mail' is no address of e-mail."),
        (f"id,section\nada,{'x' * 129}\n", "r.csv, line 2: section is longer than the 128 characters"),
        ('id,section\n\nada,"x\ny"\nben,\n', "r.csv, line 3: section holds a line break"),
        ("id\nada,x\n", "r.csv, line 2: 'x' stands in a column without a name."),
        ("id,extension:1\nada,2026-12-03\n", "r.csv, line 2: '2026-12-03' is no date with its time zone"),
        ("id,extension:1\nada,2026-02-30T10:00Z\n", "line 2: '2026-02-30T10:00Z' is no date"),
        ("id,extension:1\nada,0001-01-01T00:00+02:00\n", "line 2: '0001-01-01T00:00+02:00' is no date"),
        ("id,extension:1\nada,12/3/2026 18:00\n", "line 2: '12/3/2026 18:00' is no date"),
        ('id\nada\n"ben\n', "r.csv, line 3: the quotes or the cells are damaged"),
        (b"id,email\nada,\nren\xe9,\n", "r.csv, line 3: this is not UTF-8; save the table as 'CSV UTF-8'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line_and_nothing_is_written(
    online: Desk, service: Running, text: str | bytes, sentence: str
) -> None:
    before = extensions(service)
    with pytest.raises(RosterError) as error:
        online.take(text)
    assert sentence in str(error.value)
    assert not (online.root / "gradebook.db").exists()
    assert extensions(service) == before


def test_all_faults_are_named_at_once(desk: Desk) -> None:
    with pytest.raises(RosterError) as error:
        desk.take("id,email,extension:1\n,,\n.x,x,never\nada,x,soon\n" + "+\n" * 30)
    lines = str(error.value).splitlines()
    assert lines[0].startswith("r.csv, line 3: '.x' cannot be an id")
    assert lines[1:3] == [
        "r.csv, line 4: 'x' is no address of e-mail.",
        "r.csv, line 4: 'soon' is no date with its time zone, such as 2026-12-03T18:00+01:00, and not none.",
    ]
    assert lines[-2:] == ["13 more faults follow.", "Nothing was written."]


def test_a_file_that_is_not_there(desk: Desk) -> None:
    with pytest.raises(RosterError, match=r"^no\.csv cannot be read: no such file or directory\.$"):
        desk.type("no.csv")
    with pytest.raises(RosterError, match="cannot be read: is a directory"):
        desk.type(".")


def test_extensions_reach_the_exchange_and_count_there(online: Desk, service: Running) -> None:
    online.gradebook()
    service.ask("ines", "PUT", f"{DUE}/due", params={"at": "2020-01-01T00:00:00Z"})
    service.ask("ines", "POST", "/courses/tiny/assignments/01_tensor/release", content=archive())
    service.ask("ada", "POST", "/courses/tiny/assignments/01_tensor/submissions", content=archive())
    with service.client("ada") as asking:
        assert asking.submissions("tiny")[0].late
        said = online.take("id,extension:01_tensor\nada,2999-12-03T18:00+01:00\nben,\n")
        assert "added    ada: extension:01_tensor 2999-12-03T17:00+00:00" in said
        assert not asking.submissions("tiny")[0].late
        again = online.take("id,extension:1\nada,2999-12-03T17:00Z\n")
        assert "Nothing had changed" in again, "the same moment in another zone"
        dry = online.data("id,extension:1\nada,none\n", "--dry-run")
        assert dry["changes"] == [
            {"student": "ada", "field": "extension:01_tensor", "before": "2999-12-03T17:00+00:00", "after": None}
        ]
        assert not asking.submissions("tiny")[0].late
        online.take("id,extension:1\nada,None\n")
        assert asking.submissions("tiny")[0].late
    assert extensions(service) == {}


def test_an_extension_counts_for_the_course_before_its_work_is_there(online: Desk) -> None:
    """A reference is given out when nobody may hand in any more: whoever has an extension still may."""
    online.gradebook()
    with Gradebook(online.url) as gradebook:
        gradebook.update_or_create_assignment("01_tensor", duedate="2020-01-01 00:00:00 UTC")
    online.take("id,extension:01_tensor\nada,2999-12-03T17:00Z\n")
    assert deadline(online.url, "01_tensor") == datetime.datetime(2999, 12, 3, 17, tzinfo=datetime.UTC)
    online.take("id,extension:01_tensor\nada,none\n")
    assert deadline(online.url, "01_tensor") == datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


def test_names_for_the_hub_that_cannot_be_written_stop_all_before_it_begins(desk: Desk) -> None:
    tito = str(Path(sys.executable).parent / "tito")
    (desk.root / "r.csv").write_text(TWO)
    (desk.root / "taken").mkdir()
    done = subprocess.run(
        [tito, "course", "roster", "import", "r.csv", "--usernames", "taken"],
        cwd=desk.root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "taken cannot be used: is a directory.\n")
    assert desk.people() == {}


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("TITO_EXCHANGE_URL", "", "TITO_EXCHANGE_URL is not set"),
        ("TITO_EXCHANGE_URL", "http://127.0.0.1:9/x", "does not answer"),
        ("JUPYTERHUB_API_TOKEN", "token-tess", "tess is not instructor in tiny"),
    ],
)
def test_an_exchange_that_says_nothing_stops_all_before_it_begins(
    online: Desk, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ExchangeServiceError, match=sentence):
        online.take("id,extension:1\nada,2999-12-03T18:00Z\n")
    assert not (online.root / "gradebook.db").exists()


def test_without_extensions_no_exchange_is_asked(desk: Desk) -> None:
    desk.gradebook()
    desk.take("id,extension:1\nada,\n")
    assert desk.people() == {"ada": {}}


def test_an_exchange_that_goes_away_in_between_is_said_and_made_good(
    online: Desk, service: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    online.gradebook()
    real = Client.extend

    def once(self: Client, course: str, assignment: str, student: str, until: Any) -> Any:
        if student == "ben":
            raise ExchangeServiceError("It is gone.")
        return real(self, course, assignment, student, until)

    text = "id,extension:1\nada,2999-12-03T18:00Z\nben,2999-12-04T18:00Z\n"
    with monkeypatch.context() as patch:
        patch.setattr(Client, "extend", once)
        with pytest.raises(RosterError, match="1 of 2 extensions are given; then came: It is gone"):
            online.take(text)
    assert (set(extensions(service)), set(online.people())) == ({"ada"}, {"ada", "ben"})
    assert "changed  ben: extension:01_tensor 2999-12-04" in online.take(text)
    assert set(extensions(service)) == {"ada", "ben"}
    online.take("id,extension:1\nada,none\nben,none\n")


def test_the_table_of_the_guide_can_be_imported(online: Desk, service: Running) -> None:
    guide = (ROOT / "docs" / "instructor.md").read_text()
    (table,) = re.findall(r"```csv\n(.*?)```", guide, re.DOTALL)
    (online.root / "students.csv").write_text(table)
    online.gradebook()
    commands = re.findall(r"^tito course roster import (.*)$", guide, re.MULTILINE)
    assert [online.type(*command.split()).splitlines()[-1] for command in commands] == [
        "2 students: 2 added, 0 changed, 0 unchanged. This was a dry run: nothing was written.",
        "2 students: 2 added, 0 changed, 0 unchanged. All of it is written.",
    ]
    assert set(extensions(service)) == {"ben"}
    online.take("id,extension:1\nben,none\n")


def test_the_gradebook_is_changed_whole_or_not_at_all(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.gradebook()
    desk.take(TWO)
    before = desk.people()

    def fails(self: Any, row: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(people.Session, "merge", fails)
    with pytest.raises(KeyboardInterrupt):
        people.write(desk.url, {"ada": {"first_name": "Eda", "section": "9"}}, "tiny")
    assert desk.people() == before
