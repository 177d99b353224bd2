"""Backup and restore are killed in every phase: the old state, or the new one, or a mixture that everything refuses."""

import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from backup_room import Room, change, copies

from tests.conftest import ROOT
from tests.dying import Driver
from tito import unfinished
from tito.backup import restoring
from tito.backup.errors import BackupError
from tito.backup.places import Asked
from tito.course import Course
from tito.unfinished import UnfinishedError

READY = {
    "before the first file": "tito.backup.unpacking:_Unpacking._member:before:1",
    "within the files": "tito.backup.unpacking:_copied:after:4",
    "before the sums": "tito.backup.unpacking:_Unpacking._compare:before:1",
    "before it is seen what is in the way": "tito.backup.restoring:_Restoring._free_to_go:before:1",
    "with some of the exchange's bytes stored": "tito.exchange.blobs:Blobs.mend:after:1",
    "before the journal": "tito.backup.journal:begin:before:1",
}
MOVING = {
    "with the journal in one folder of three": "tito.files:write:after:1",
    "after the journal": "tito.backup.journal:begin:after:1",
    **{f"at rename {count}": f"pathlib:Path.rename:after:{count}" for count in (1, 2, 5, 7, 8)},
    "before the end": "tito.backup.journal:end:before:1",
    "with one stage left": "shutil:rmtree:after:5",
    "before the journal goes": "os:sync:after:3",
}
SAVING = {
    "before the first database": "tito.backup.sqlite:copy:before:1",
    "within the databases": "tito.backup.sqlite:copy:after:2",
    "before the archive": "tito.backup.saving:_Saving._pack:before:1",
    "within the archive": "tito.backup.packing:Archive.file:after:5",
    "before it has its name": "pathlib:Path.rename:before:1",
}


class Backups(Driver):
    """The process that forks the dying."""

    def __init__(self) -> None:
        super().__init__(ROOT / "tests" / "backup" / "backup_dying.py")

    def dies(self, do: str, room: Room, point: str) -> None:
        """Have it die at a point, and see that it did."""
        asked = {"do": do, "root": str(room.root), "archive": str(room.root.parent / "saved.tar.gz"), "point": point}
        assert self.ask(asked) == -signal.SIGKILL, point


@pytest.fixture(scope="module")
def driver() -> Iterator[Backups]:
    found = Backups()
    yield found
    found.close()


@pytest.fixture(scope="module")
def changed(made: Room, tmp_path_factory: pytest.TempPathFactory) -> Room:
    """A course that has gone on since its backup, which lies beside it."""
    origin = Room(Path(shutil.copytree(made.root, tmp_path_factory.mktemp("changed") / "course")))
    origin.save(secrets=True)
    change(origin)
    return origin


@pytest.fixture
def another(changed: Room, tmp_path: Path) -> Room:
    shutil.copy(changed.root.parent / "saved.tar.gz", tmp_path)
    make: Callable[[str], Room] = copies(changed, tmp_path.parent)
    return make(tmp_path.name)


def litter(room: Room) -> list[str]:
    """What is left of work that was not finished."""
    names = (".restoring", unfinished.FILE, ".saved.tar.gz.writing")
    return sorted(str(one.relative_to(room.root.parent)) for one in room.root.parent.rglob(".*") if one.name in names)


@pytest.mark.parametrize("point", READY.values(), ids=READY)
def test_killed_before_its_journal_a_restore_has_changed_nothing(
    driver: Backups, another: Room, made: Room, changed: Room, point: str
) -> None:
    driver.dies("restore", another, point)
    Course.find(another.root)
    assert another.holds() == changed.holds()
    assert changed.blobs().items() <= another.blobs().items()
    with pytest.raises(BackupError, match="Nothing is half restored"):
        restoring.resume(another.root, Asked())
    another.restore(force=True)
    assert another.holds() == made.holds()
    assert litter(another) == []


@pytest.mark.parametrize("point", MOVING.values(), ids=MOVING)
def test_killed_after_it_a_restore_is_refused_by_all_until_it_is_finished(
    driver: Backups, another: Room, made: Room, changed: Room, point: str
) -> None:
    driver.dies("restore", another, point)
    with pytest.raises(UnfinishedError, match="is half restored from a backup: run tito restore --resume"):
        Course.find(another.root)
    for work in (another.restore, another.save):
        with pytest.raises(UnfinishedError):
            work("other.tar.gz")
    restoring.resume(another.root, Asked())
    assert another.holds() == made.holds()
    assert litter(another) == []
    Course.find(another.root)
    aside = {one.name.split(".before-")[0]: one for one in another.root.rglob("*.before-*") if one.exists()}
    assert {"gradebook.db", "exchange.db", "jupyterhub.sqlite", "submitted", "nbgrader_config.py"} <= set(aside)
    work = aside["submitted"] / "cai" / "ps1" / "work.txt"
    assert work.read_bytes() == changed.holds()["files"]["submitted/cai/ps1/work.txt"]


def test_finishing_may_be_killed_as_well(driver: Backups, another: Room, made: Room) -> None:
    driver.dies("restore", another, "pathlib:Path.rename:after:3")
    for count in (1, 3):
        driver.dies("resume", another, f"pathlib:Path.rename:after:{count}")
    restoring.resume(another.root, Asked())
    assert another.holds() == made.holds()
    assert litter(another) == []


@pytest.mark.parametrize("point", SAVING.values(), ids=SAVING)
def test_a_backup_that_is_killed_leaves_no_archive(driver: Backups, room: Room, made: Room, point: str) -> None:
    driver.dies("save", room, point)
    archive = room.root.parent / "saved.tar.gz"
    assert not archive.exists()
    room.save(secrets=True)
    assert litter(room) == []
    shutil.rmtree(room.root)
    room.root.mkdir()
    room.restore()
    assert room.holds() == made.holds()
