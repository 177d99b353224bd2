"""What `tito restore --resume` finds: things made anew, things gone, and journals that it did not write."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from backup_room import Room, change, typed

from tito import unfinished
from tito.backup import journal, locking, restoring
from tito.backup.errors import BackupError
from tito.backup.places import Asked
from tito.cli import hub as hub_command
from tito.unfinished import FILE, UnfinishedError


@pytest.fixture
def half(room: Room, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Has a restore stop after so many renames."""

    def stop(renames: int, **how: object) -> None:
        real, left = Path.rename, [renames]

        def rename(self: Path, target: Path) -> Path:
            left[0] -= 1
            if left[0] < 0:
                raise KeyboardInterrupt
            return real(self, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "rename", rename)
            with pytest.raises(BackupError, match="is half restored from"):
                room.restore(force=True, **how)  # type: ignore[arg-type]

    return stop


def first(room: Room) -> journal.Move:
    return journal.read(room.root).moves[0]


def test_what_was_made_anew_meanwhile_does_not_replace_what_was_put_aside(
    room: Room, half: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    room.save()
    before = room.holds()
    change(room)
    changed = (room.root / "gradebook.db").read_bytes()
    half(1)
    move = first(room)
    assert (move.target.exists(), move.aside.read_bytes()) == (False, changed)
    move.target.write_text("made anew by formgrader")
    said = typed(room, monkeypatch, "restore --resume")
    assert f"aside      {move.aside}-2\n" in said
    assert move.aside.read_bytes() == changed
    assert Path(f"{move.aside}-2").read_text() == "made anew by formgrader"
    assert room.holds() == {**before, "secret": b"new\n"}


@pytest.mark.parametrize("renames", [0, 1])
def test_what_was_made_ready_and_is_gone_is_not_done(room: Room, half: Callable[..., None], renames: int) -> None:
    room.save()
    half(renames)
    first(room).ready.unlink()
    with pytest.raises(BackupError, match=r"data\.sqlite is gone, and .*gradebook\.db is not in its place: take"):
        restoring.resume(room.root, Asked())
    assert (room.root / FILE).exists()


def test_a_log_of_the_restored_database_stays_with_it(room: Room, half: Callable[..., None]) -> None:
    """Somebody opens what is in its place already, while the rest is not."""
    room.save()
    half(2)
    using = sqlite3.connect(room.root / "gradebook.db")
    using.execute("PRAGMA journal_mode=WAL")
    using.execute("DELETE FROM student")
    using.commit()
    asides = restoring.resume(room.root, Asked())
    assert not [one.name for one in asides if one.name.startswith("gradebook.db")]
    assert using.execute("SELECT * FROM student").fetchall() == []
    using.close()


def forge(room: Room, **changes: object) -> None:
    path = room.root / FILE
    data = json.loads(path.read_text())
    data["moves"][0] |= changes
    path.write_text(json.dumps(data))


@pytest.mark.parametrize("name", ["ready", "target", "aside"])
@pytest.mark.parametrize("place", ["{0}/outside/file", "{1}/link/file", "{1}/..", "{1}/x/../../outside/file"])
def test_a_journal_touches_nothing_but_its_course(room: Room, half: Callable[..., None], name: str, place: str) -> None:
    room.save()
    half(0)
    (room.root.parent / "outside").mkdir()
    (room.root.parent / "outside" / "file").write_text("x")
    (room.root / "link").symlink_to(room.root.parent / "outside")
    forge(room, **{name: place.format(room.root.parent, room.root)})
    with pytest.raises(BackupError, match=r"speaks of .*, which is not known as this course's: repeat the options"):
        restoring.resume(room.root, Asked())
    assert (room.root.parent / "outside" / "file").read_text() == "x"


def test_nor_another_database_or_folder(room: Room, half: Callable[..., None]) -> None:
    room.save()
    half(0)
    path = room.root / FILE
    text = path.read_text()
    for changed in (
        {"stages": [str(room.root / "source")]},
        {"loads": [{"url": "postgresql:///hub", "dump": str(room.root / "x")}]},
    ):
        path.write_text(json.dumps(json.loads(text) | changed))
        with pytest.raises(BackupError, match=r"speaks of (postgresql:///hub|.*/source), which is not known"):
            restoring.resume(room.root, Asked())
    path.write_text(text)
    restoring.resume(room.root, Asked())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_journal_of_another_user_is_not_followed(room: Room, half: Callable[..., None]) -> None:
    room.save()
    half(0)
    os.chown(room.root / FILE, 12345, 12345)
    with pytest.raises(BackupError, match="is another user's: whoever ran the restore has to finish it"):
        restoring.resume(room.root, Asked())
    (room.root / FILE).rename(room.root / "other")
    (room.root / FILE).symlink_to(room.root / "other")
    with pytest.raises(BackupError, match=r"restore-unfinished cannot be read: too many levels of symbolic links"):
        restoring.resume(room.root, Asked())


def test_places_elsewhere_are_named_again(room: Room, half: Callable[..., None]) -> None:
    hub = room.root.parent / "hub"
    shutil.copytree(room.root / "hub" / "state", hub)
    room.save()
    half(5, hub=hub)
    with pytest.raises(BackupError, match=r"speaks of \S+/hub/.*repeat the options"):
        restoring.resume(room.root, Asked())
    restoring.resume(room.root, Asked(hub=hub))
    assert not list(room.root.parent.rglob(".restor*"))


def test_a_hub_that_is_half_restored_is_left_alone_by_all(
    room: Room, half: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two courses on one hub: the second finds the first one's mark, and leaves what was made ready."""
    hub = tmp_path / "hub"
    shutil.copytree(room.root / "hub" / "state", hub)
    other = Room(Path(shutil.copytree(room.root, tmp_path / "other" / "course")))
    other.save(hub=hub)
    room.save(hub=hub)
    half(0, hub=hub)
    ready = sorted(hub.rglob(".restoring/*/*"))
    said = rf"hub is half restored from a backup: run tito restore --resume in {room.root} first"
    for work in (lambda: other.restore(force=True, hub=hub), lambda: other.save("2.tar.gz", hub=hub)):
        with pytest.raises(UnfinishedError, match=said):
            work()
    monkeypatch.setattr(hub_command, "_folder", lambda: room.root / "hub")
    with pytest.raises(UnfinishedError, match=said):
        hub_command.start(state=hub)
    assert sorted(hub.rglob(".restoring/*/*")) == ready != []
    restoring.resume(room.root, Asked(hub=hub))
    with locking.alone(hub), pytest.raises(BackupError, match=r"at work in .*hub:"):
        other.restore(force=True, hub=hub)
    with locking.together(hub):
        other.save("3.tar.gz", hub=hub)
        with pytest.raises(BackupError, match=r"at work in .*hub:"):
            other.restore(force=True, hub=hub)
    other.restore(force=True, hub=hub)


def test_the_journal_is_on_the_disk_before_anything_moves(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.save()
    events: list[str] = []
    write, rename = journal.files.write, Path.rename
    with monkeypatch.context() as patch:
        patch.setattr(os, "sync", lambda: events.append("sync"))
        patch.setattr(journal.files, "write", lambda *all, **how: (events.append("write"), write(*all, **how)))
        patch.setattr(Path, "rename", lambda self, to: (events.append("rename"), rename(self, to))[1])
        room.restore(force=True)
    begun = events.index("rename")
    assert events[:begun] == ["sync", *["write"] * events.count("write"), "sync"]


def test_marks_that_stay_are_said_and_the_next_try_takes_them_away(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.save()
    before = room.holds()
    change(room)

    def fails(*arguments: object, **named: object) -> None:
        raise PermissionError(13, "Permission denied", str(room.root / FILE))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", fails)
        with pytest.raises(BackupError, match=r"saved\.tar\.gz is restored, but the marks of that cannot be taken"):
            room.restore(force=True)
    assert room.holds() == {**before, "secret": b"new\n"}
    assert restoring.resume(room.root, Asked()) == []
    unfinished.refuse(room.root)
