"""Where `tito backup` looks, and what it does not believe."""

import os
import shutil
from pathlib import Path

import fsspec
import pytest
from backup_room import CONFIG, Room, rows, typed

from tito.backup.errors import BackupError
from tito.backup.manifest import Part


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def test_the_hubs_database_is_the_one_that_the_hub_is_told(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    state = room.root / "hub" / "state"
    shutil.move(state / "jupyterhub.sqlite", room.root.parent / "elsewhere.sqlite")
    monkeypatch.setenv("TITO_HUB_DATABASE", url(room.root.parent / "elsewhere.sqlite"))
    assert f"hub        {room.root.parent / 'elsewhere.sqlite'} (sqlite)" in typed(room, monkeypatch, "backup x.tar.gz")
    (room.root.parent / "elsewhere.sqlite").unlink()
    typed(room, monkeypatch, "restore x.tar.gz --force")
    assert rows(room.root.parent / "elsewhere.sqlite", "users") == [("ada",), ("ines",)]
    assert not (state / "jupyterhub.sqlite").exists()


@pytest.mark.parametrize(
    "asked",
    [
        {"hub": Path("/no/hub")},
        {"hub": Path("/no/hub"), "hub_database": "postgresql:///hub"},
        {"hub_database": url(Path("/no/hub.sqlite"))},
        {"exchange": Path("/no/exchange")},
        {"exchange_database": url(Path("/no/exchange.db"))},
        {"exchange_storage": "/no/files"},
        {"gradebook_database": url(Path("/no/gradebook.db"))},
    ],
    ids=lambda asked: "+".join(asked),
)
def test_what_is_named_and_not_there_is_no_backup(room: Room, asked: dict[str, object]) -> None:
    with pytest.raises(BackupError, match=r" not (there|at) .*/no/|/no/.* is not there"):
        room.save(**asked)
    assert list(room.root.parent.iterdir()) == [room.root]


def test_a_gradebook_is_missed_where_something_was_graded(room: Room) -> None:
    (room.root / "gradebook.db").unlink()
    assert room.save("never.tar.gz").left_out == (f"gradebook: {room.root / 'gradebook.db'} is not there",)
    (room.root / "autograded").mkdir()
    with pytest.raises(BackupError, match=r"^The gradebook's database is not at .*gradebook\.db: nothing was saved"):
        room.save()


def test_of_the_usual_places_the_one_with_a_database_is_the_exchanges(room: Room) -> None:
    (room.root / "exchange").rename(room.root / "hub" / "state" / "exchange")
    (room.root / "exchange").mkdir()  # nbgrader's own, or somebody's notes
    assert room.save().parts[Part.EXCHANGE].place == "hub/state/exchange/exchange.db"


def test_a_database_alone_is_half_an_exchange(room: Room) -> None:
    shutil.move(room.root / "exchange", room.root.parent / "moved")
    moved = room.root.parent / "moved"
    with pytest.raises(BackupError, match="Name both database and files of the exchange"):
        room.save(exchange_database=url(moved / "exchange.db"))
    shutil.move(moved / "files", moved / "bytes")
    with pytest.raises(BackupError, match=r"The exchange's files are not at .*moved/files"):
        room.save(exchange=moved)
    saved = room.save(exchange_database=url(moved / "exchange.db"), exchange_storage=str(moved / "bytes"))
    assert {Part.EXCHANGE, Part.BLOBS} <= set(saved.parts)


def others(room: Room, text: str) -> None:
    """A configuration that others may write."""
    (room.root / "nbgrader_config.py").write_text(text)
    (room.root / "nbgrader_config.py").chmod(0o664)


def test_a_configuration_of_others_is_read_and_not_run(room: Room) -> None:
    ran = room.root / "ran"
    others(room, f"{CONFIG}__import__('pathlib').Path({str(ran)!r}).touch()\n# db_url is left alone\n")
    assert room.save("usual.tar.gz").parts[Part.GRADEBOOK].place == "gradebook.db"
    shutil.copy(room.root / "gradebook.db", room.root / "other.db")
    others(room, f"{CONFIG}__import__('pathlib').Path({str(ran)!r}).touch()\nc.CourseDirectory.db_url = 'sqlite:///other.db'\n")
    assert room.save("other.tar.gz").parts[Part.GRADEBOOK].place == "other.db"
    room.restore("other.tar.gz", force=True)
    assert not ran.exists()
    (room.root / "nbgrader_config.py").chmod(0o644)
    room.save("run.tar.gz")
    assert ran.exists(), "one's own is run, so what the test looks for can be found"


@pytest.mark.parametrize(
    "text",
    [
        "import os\nc.CourseDirectory.db_url = os.environ['BOOK']\n",
        "c.CourseDirectory.update({'db_url': 'sqlite:///other.db'})\n",
        "c.CourseDirectory.db_url = 'sqlite:///gradebook.db'\nsetattr(c.CourseDirectory, 'db_url', 'x')\n",
        "c.CourseDirectory.db_url = (\n",
        b"\xff",
    ],
)
def test_where_that_says_nothing_it_is_asked_for(room: Room, text: str | bytes) -> None:
    others(room, CONFIG)
    with (room.root / "nbgrader_config.py").open("ab") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BackupError, match=r"not run, and it does not name its gradebook in plain text: name it with"):
        room.save()
    assert Part.GRADEBOOK in room.save(gradebook_database=room.gradebook).parts


@pytest.mark.parametrize("place", ["sqlite:////var/hub.sqlite", "sqlite:///../hub.sqlite", "postgresql:///hub"])
def test_a_configuration_of_others_names_nothing_outside_of_its_course(room: Room, place: str) -> None:
    others(room, f"{CONFIG}c.CourseDirectory.db_url = {place!r}\n")
    with pytest.raises(BackupError, match="names a gradebook outside of the course's folder: if that is right"):
        room.save()


def test_nor_does_a_link_for_a_gradebook(room: Room) -> None:
    others(room, CONFIG)
    (room.root / "gradebook.db").rename(room.root.parent / "moved.db")
    (room.root / "gradebook.db").symlink_to(room.root.parent / "moved.db")
    with pytest.raises(BackupError, match="names a gradebook outside of the course's folder"):
        room.save()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_another_user_is_one_of_others(room: Room) -> None:
    (room.root / "nbgrader_config.py").write_text("raise RuntimeError('it was run')\n")
    with pytest.raises(BackupError, match=r"nbgrader_config\.py cannot be read \(RuntimeError: it was run\): mend it"):
        room.save()
    os.chown(room.root / "nbgrader_config.py", 12345, 12345)
    room.save()


@pytest.mark.parametrize("text", ["1 / 0\n", "import sys; sys.exit()\n", "c = (\n"])
def test_a_configuration_that_fails_is_said(room: Room, text: str) -> None:
    room.save()
    (room.root / "nbgrader_config.py").write_text(text)
    for work in (room.save, room.restore):
        with pytest.raises(BackupError, match=r"nbgrader_config\.py cannot be read \(\w+: .*\): mend it, or use"):
            work("saved.tar.gz" if work == room.restore else "other.tar.gz")


def test_a_link_in_the_place_of_a_configuration_is_left_out(room: Room) -> None:
    (room.root.parent / "shadow").write_text("secret")
    (room.root / "overrides.json").symlink_to(room.root.parent / "shadow")
    assert room.save().left_out == ("overrides.json is a link",)


@pytest.mark.parametrize("storage", ["foo://x", "gcs://no-package/x"])
def test_no_storage_is_said(room: Room, storage: str) -> None:
    room.save()
    with pytest.raises(BackupError, match=rf"files cannot be reached at {storage} \(\w+: "):
        room.save("other.tar.gz", exchange_storage=storage)
    with pytest.raises(BackupError, match=rf"files cannot be reached at {storage} \(\w+: "):
        room.restore(force=True, exchange_storage=storage)


def test_what_an_object_store_raises_is_said(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    class StoreError(Exception):
        pass

    def fails(*arguments: object, **named: object) -> None:
        raise StoreError("403 Forbidden")

    room.save(exchange_storage="memory://fails")
    said = r"files cannot be reached at memory://fails \(StoreError: 403 Forbidden\)"
    with monkeypatch.context() as patch:
        patch.setattr(fsspec.get_filesystem_class("memory"), "find", fails)
        with pytest.raises(BackupError, match=said):
            room.save("other.tar.gz", exchange_storage="memory://fails")
    monkeypatch.setattr(fsspec.get_filesystem_class("memory"), "makedirs", fails)
    before = room.holds()
    with pytest.raises(BackupError, match=said):
        room.restore(force=True, exchange_storage="memory://fails")
    assert room.holds() == before
