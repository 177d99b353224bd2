"""Gradebook and exchange in PostgreSQL, there and back."""

import gzip
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from backup_room import CONFIG, Room
from nbgrader.api import Base
from sqlalchemy import create_engine, text

from tests.conftest import ROOT
from tito.backup import journal, postgres, restoring
from tito.backup.errors import BackupError
from tito.backup.places import Asked
from tito.course import Course
from tito.exchange.database import Database
from tito.gradebook import people
from tito.unfinished import UnfinishedError

sys.path.append(str(ROOT / "tests" / "judge"))
import postgres as servers

TOOLS = [tool for tool in ("pg_dump", "pg_restore") if shutil.which(tool) is None]
pytestmark = [
    pytest.mark.skipif(servers.missing() is not None, reason=str(servers.missing())),
    pytest.mark.skipif(bool(TOOLS), reason=f"{TOOLS} are not installed (Debian: postgresql-client)"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[servers.Server]:
    with servers.server() as found:
        yield found


@pytest.fixture
def room(server: servers.Server, tmp_path: Path) -> Iterator[Room]:
    """A course whose gradebook and exchange are databases of the server's."""
    root = tmp_path / "course"
    (root / "exchange" / "files").mkdir(parents=True)
    shutil.copy(ROOT / "course.toml", root)
    url = server.create(f"book_{tmp_path.name}")
    (root / "nbgrader_config.py").write_text(f"{CONFIG}c.CourseDirectory.db_url = {url!r}\n")
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    engine.dispose()
    people.write(url, {"ada": {"first_name": "Ada", "section": "2"}}, "tiny")
    yield Room(root)


def url(room: Room) -> str:
    """The gradebook's."""
    return (room.root / "nbgrader_config.py").read_text().split(" = ")[-1].strip().strip("'")


@pytest.fixture
def exchange(room: Room, server: servers.Server) -> str:
    found = server.create(f"exchange_{room.root.parent.name}")
    Database(found).close()
    return found


def add(exchange: str) -> None:
    """A due date in the exchange."""
    engine = create_engine(exchange)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO exchange_due VALUES ('tiny', 'ps1', '2026-12-01')"))
    engine.dispose()


def dates(exchange: str) -> int:
    engine = create_engine(exchange)
    with engine.begin() as connection:
        found = connection.execute(text("SELECT count(*) FROM exchange_due")).scalar_one()
    engine.dispose()
    return found


def test_there_and_back(room: Room, exchange: str) -> None:
    before = people.read(url(room))
    saved = room.save(exchange_database=exchange)
    assert {kept.kind for part, kept in saved.parts.items() if part in ("gradebook", "exchange")} == {"postgresql"}
    people.write(url(room), {"ada": {"first_name": "Eda"}, "ben": {}}, "tiny")
    add(exchange)
    after = people.read(url(room))
    with pytest.raises(BackupError, match=r"This is there already: .*book_.*exchange_.* --force puts it aside"):
        room.restore(exchange_database=exchange, exchange=room.root / "exchange")
    assert people.read(url(room)) == after
    done = room.restore(force=True, exchange_database=exchange, exchange=room.root / "exchange")
    assert (people.read(url(room)), dates(exchange)) == (before, 0)
    (aside,) = (one for one in done.asides if one.name.startswith("gradebook.before-"))
    assert aside.stat().st_mode & 0o777 == 0o600
    postgres.load(url(room), aside)
    assert people.read(url(room)) == after


def test_dumps_lie_where_instructors_read_nothing(room: Room, server: servers.Server) -> None:
    """The course's folder is the instructors' on a hub; the hub's own is not."""
    hub, base = server.create(f"hub_{room.root.parent.name}"), room.root.parent / "hub"
    engine = create_engine(hub)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE users (name text)"))
    engine.dispose()
    (base / "exchange").mkdir(parents=True)
    room.save(hub_database=hub, hub=base)
    with pytest.raises(BackupError, match=r"The hub's database is in PostgreSQL: name the hub's folder, too"):
        room.restore(force=True, hub_database=hub)
    done = room.restore(force=True, hub_database=hub, hub=base)
    (dump,) = (one for one in done.asides if one.name.startswith("hub.before-"))
    assert (dump.parent, dump.stat().st_mode & 0o777) == (base, 0o600)


def test_nobody_may_be_using_what_goes(room: Room) -> None:
    room.save()
    people.write(url(room), {"ben": {}}, "tiny")
    engine = create_engine(url(room))
    with engine.begin(), pytest.raises(BackupError, match=r"^1 other programs are connected to .*book_.*: stop the"):
        room.restore(force=True)
    engine.dispose()
    assert set(people.read(url(room))) == {"ada", "ben"}


def test_a_load_that_fails_changes_nothing(room: Room) -> None:
    """A view of somebody's stands on a table: the transaction is rolled back, and all is as it was."""
    room.save()
    people.write(url(room), {"ben": {}}, "tiny")
    engine = create_engine(url(room))
    with engine.begin() as connection:
        connection.execute(text("CREATE VIEW mine AS SELECT * FROM student"))
    engine.dispose()
    with pytest.raises(BackupError, match=r"^pg_restore failed for .*book_.*: .*cannot drop table public\.student"):
        room.restore(force=True)
    assert set(people.read(url(room))) == {"ada", "ben"}
    Course.find(room.root)
    assert not list(room.root.rglob(".restor*"))
    assert not list(room.root.rglob("*.before-*")), "nor a dump of what is there all the same"


def test_stopped_between_two_databases_it_is_half_and_says_so(
    room: Room, exchange: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.save(exchange_database=exchange)
    add(exchange)
    people.write(url(room), {"ben": {}}, "tiny")
    real = postgres.load

    def fails(where: str, dump: Path) -> None:
        if where == exchange:
            raise BackupError("pg_restore failed for some reason")
        real(where, dump)

    how = {"exchange_database": exchange, "exchange": room.root / "exchange"}
    with monkeypatch.context() as patch:
        patch.setattr(journal.postgres, "load", fails)
        with pytest.raises(BackupError, match=r"half restored .* mend that, then run tito restore --resume"):
            room.restore(force=True, **how)
    with pytest.raises(UnfinishedError):
        Course.find(room.root)
    assert (set(people.read(url(room))), dates(exchange)) == ({"ada"}, 1)
    with pytest.raises(BackupError, match=r"speaks of .*exchange_.*, which is not known as this course's"):
        restoring.resume(room.root, Asked())
    restoring.resume(room.root, Asked(**how))  # type: ignore[arg-type]
    assert (set(people.read(url(room))), dates(exchange)) == ({"ada"}, 0)


def test_an_empty_database_is_filled_without_force(room: Room, server: servers.Server) -> None:
    room.save()
    full, new = url(room), server.create(f"new_{room.root.parent.name}")
    config = room.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace(full, new))
    with pytest.raises(BackupError, match=r"was at .*book_.*, and nbgrader_config\.py here names .*new_"):
        room.restore()
    room.restore(keep=True)
    assert people.read(new) == people.read(full) != {}


def test_what_is_missing_is_said(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.save()
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BackupError, match=r"^pg_dump is missing, which PostgreSQL needs here \(Debian: apt-get"):
        room.save("other.tar.gz")
    with pytest.raises(BackupError, match=r"^(pg_restore|pg_dump) is missing"):
        room.restore(force=True)
    monkeypatch.undo()
    config = room.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace("book_", "absent_"))
    with pytest.raises(BackupError, match=r"pg_dump failed for .*absent_.*: .*does not exist"):
        room.save("other.tar.gz")
    config.write_text(CONFIG)
    with pytest.raises(BackupError, match="backup's gradebook is of postgresql, and the one named here is of sqlite"):
        room.restore(force=True)


def test_a_password_is_on_no_command_line_and_in_no_archive(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    config = room.root / "nbgrader_config.py"
    secret = url(room).replace("@/", ":hidden-word@/")
    seen = []
    real = postgres.subprocess.run

    def run(command: list[str], **how: object) -> object:
        seen.append((command, how["env"]["PGPASSWORD"]))  # type: ignore[index]
        return real(command, **how)

    monkeypatch.setattr(postgres.subprocess, "run", run)
    config.write_text(f"import os\n{CONFIG}c.CourseDirectory.db_url = os.environ['BOOK']\n")
    monkeypatch.setenv("BOOK", secret)
    room.save()
    assert [password for _, password in seen] == ["hidden-word"]
    assert not any("hidden-word" in word for command, _ in seen for word in command)
    assert b"hidden-word" not in gzip.decompress((room.root.parent / "saved.tar.gz").read_bytes())
