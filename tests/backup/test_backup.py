"""`tito backup` and `tito restore`: there and back, and what is refused."""

import contextlib
import hashlib
import io
import json
import os
import re
import resource
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
from backup_room import CONFIG, SECRET, Room, change, rows, typed

from tests.conftest import ROOT
from tito.backup import locking, packing, restoring, sqlite
from tito.backup.errors import BackupError
from tito.backup.manifest import DATA, MANIFEST, SUMS, Part
from tito.backup.unpacking import unpack
from tito.cli import exchange as exchange_command
from tito.errors import TitoError
from tito.exchange.blobs import Blobs
from tito.unfinished import FILE, UnfinishedError

Members = list[tuple[tarfile.TarInfo, bytes]]


def members(archive: Path) -> Members:
    with tarfile.open(archive) as tar:
        return [(one, (tar.extractfile(one) or io.BytesIO()).read() if one.isreg() else b"") for one in tar]


def rewrite(archive: Path, found: Members) -> None:
    with tarfile.open(archive, "w:gz") as tar:
        for info, data in found:
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))


def untouched(room: Room, before: dict[str, Any]) -> None:
    """Nothing was changed, and nothing is left."""
    assert room.holds() == before
    assert [
        one.name for one in room.root.rglob("*") if ".before-" in one.name or one.name in (".restoring", FILE)
    ] == []


@pytest.mark.parametrize("name", ["saved.tar.gz", "saved.tar.zst"])
def test_there_and_back(room: Room, name: str) -> None:
    if name.endswith("zst"):
        pytest.importorskip("backports.zstd", reason="zstd comes with the hub's extra")
    before, blobs = room.holds(), room.blobs()
    saved = room.save(name, secrets=True)
    assert (set(saved.parts), saved.left_out) == (set(Part), ())
    assert stat.S_IMODE((room.root.parent / name).stat().st_mode) == 0o600
    change(room)
    after = room.holds()
    done = room.restore(name, force=True)
    assert room.holds() == before
    assert blobs.items() < room.blobs().items(), "what came later stays among the exchange's bytes"
    aside = {one.name.partition(".before-")[0]: one for one in done.asides}
    assert aside["nbgrader_config.py"].read_bytes() == after["files"]["nbgrader_config.py"]
    assert rows(aside["exchange.db"], "exchange_submission") == after["exchange"]
    assert "course.toml" not in aside, "it had not changed"
    assert stat.S_IMODE((room.root / "hub" / "state" / SECRET).stat().st_mode) == 0o600


def test_on_a_new_machine_nothing_is_in_the_way(room: Room) -> None:
    before = room.holds()
    room.save(secrets=True)
    shutil.rmtree(room.root)
    room.root.mkdir()
    shutil.copy(ROOT / "course.toml", room.root)  # as a clone of the course has it
    (room.root / "submitted").mkdir()
    assert [one.name.partition(".before")[0] for one in room.restore().asides] == ["submitted"]
    assert room.holds() == before


def test_secrets_are_saved_when_they_are_asked_for_and_not_else(room: Room) -> None:
    (room.root / "hub" / "state" / f"{SECRET}.before-1").touch(0o600)
    room.save("plain.tar.gz")
    room.save("secret.tar.gz", secrets=True)
    names = [[info.name for info, _ in members(room.root.parent / f"{name}.tar.gz")] for name in ("plain", "secret")]
    assert set(names[1]) - set(names[0]) == {f"secrets/{SECRET}"}
    assert not any(SECRET.encode() in data for _, data in members(room.root.parent / "plain.tar.gz"))
    change(room)
    room.restore("plain.tar.gz", force=True)
    assert room.holds()["secret"] == b"new\n"


def test_what_is_there_is_only_put_aside_by_force(room: Room) -> None:
    room.save()
    change(room)
    after = room.holds()
    with pytest.raises(BackupError, match=r"^This is there already: .*gradebook\.db, .*submitted.* --force puts it"):
        room.restore()
    untouched(room, after)


@pytest.mark.parametrize("end", [0.0, 0.02, 0.3, 0.9, 0.999])
@pytest.mark.parametrize("name", ["saved.tar.gz", "saved.tar.zst"])
def test_an_archive_that_ends_too_early_touches_nothing(room: Room, name: str, end: float) -> None:
    if name.endswith("zst"):
        pytest.importorskip("backports.zstd", reason="zstd comes with the hub's extra")
    room.save(name)
    archive = room.root.parent / name
    before = room.holds()
    os.truncate(archive, int(archive.stat().st_size * end))
    with pytest.raises(BackupError, match=r"(damaged or not whole|is not whole|no backup of tito's)"):
        room.restore(name, force=True)
    untouched(room, before)


@pytest.mark.parametrize(
    "name", ["gradebook/data.sqlite", "submitted/ada/ps1/work.txt", "course/course.toml", MANIFEST, "blobs/"]
)
def test_a_part_that_was_changed_is_found(room: Room, name: str) -> None:
    room.save()
    archive = room.root.parent / "saved.tar.gz"
    found = members(archive)
    place, (info, data) = next((i, one) for i, one in enumerate(found) if one[0].name.startswith(name))
    found[place] = info, data.replace(b"2026", b"2027") if name == MANIFEST else data[:-1] + bytes([data[-1] ^ 1])
    rewrite(archive, found)
    before = room.holds()
    with pytest.raises(BackupError, match=re.escape(f"damaged: {info.name} is not what was saved; nothing was")):
        room.restore(force=True)
    untouched(room, before)


def _link(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


TRICKS = {
    "above": tarfile.TarInfo("submitted/../../evil"),
    "absolute": tarfile.TarInfo("/submitted/evil"),
    "outside": tarfile.TarInfo("evil"),
    "no part": tarfile.TarInfo("source/evil"),
    "link": _link("submitted/evil", tarfile.SYMTYPE, "/etc"),
    "hard link": _link("submitted/evil", tarfile.LNKTYPE, "submitted/ada/ps1/work.txt"),
    "device": _link("submitted/evil", tarfile.CHRTYPE),
    "pipe": _link("submitted/evil", tarfile.FIFOTYPE),
    "twice": tarfile.TarInfo("submitted/ada/ps1/work.txt"),
    "twice, spelt otherwise": tarfile.TarInfo("submitted/ada//ps1/./work.txt"),
    "below a file": tarfile.TarInfo("submitted/ada/ps1/work.txt/evil"),
    "a file for a part": tarfile.TarInfo("submitted"),
    "another file of the course": tarfile.TarInfo("course/Makefile"),
    "no blob": tarfile.TarInfo(f"blobs/../{'a' * 64}"),
    "another database": tarfile.TarInfo("exchange/other.sqlite"),
    "the hub's database as a secret": tarfile.TarInfo("secrets/jupyterhub.sqlite"),
    "a folder of secrets": tarfile.TarInfo("secrets/a/b"),
}


@pytest.mark.parametrize("info", TRICKS.values(), ids=TRICKS)
def test_an_archive_holds_what_backups_hold_and_nothing_else(room: Room, info: tarfile.TarInfo) -> None:
    room.save(secrets=True)
    archive = room.root.parent / "saved.tar.gz"
    found = members(archive)
    rewrite(archive, [*found[:-1], (info, b""), found[-1]])
    before = room.holds()
    with pytest.raises(BackupError, match="which no backup holds: nothing was touched"):
        room.restore(force=True)
    untouched(room, before)
    assert not list(room.root.parent.rglob("evil"))


def test_a_file_that_no_sum_knows_and_one_behind_the_sums(room: Room) -> None:
    room.save()
    archive = room.root.parent / "saved.tar.gz"
    found, more = members(archive), (tarfile.TarInfo("submitted/more"), b"x")
    for changed, sentence in (
        ([*found[:-1], more, found[-1]], "damaged: submitted/more is not what was saved"),
        ([*found, more], "'submitted/more', which no backup holds"),
        (found[:1] + found[2:], "damaged: gradebook/data.sqlite is not what was saved"),
        (found[:-1], f"it ends before {SUMS}"),
        (found[1:], "no backup of tito's"),
    ):
        rewrite(archive, changed)
        before = room.holds()
        with pytest.raises(BackupError, match=re.escape(sentence)):
            room.restore(force=True)
        untouched(room, before)


@pytest.mark.parametrize("place", ["/etc/cron.d/jupyterhub.sqlite", "../../jupyterhub.sqlite"])
def test_a_place_outside_of_the_course_is_asked_for(room: Room, place: str) -> None:
    room.save()
    archive = room.root.parent / "saved.tar.gz"
    found = members(archive)
    data = json.loads(found[0][1])
    data["parts"]["hub"]["place"] = place
    sums = json.loads(found[-1][1])
    text = json.dumps(data).encode()
    sums["files"][MANIFEST] = {"size": len(text), "sha256": hashlib.sha256(text).hexdigest()}
    rewrite(archive, [(found[0][0], text), *found[1:-1], (found[-1][0], json.dumps(sums).encode())])
    with pytest.raises(BackupError, match=r"The backup's hub was at .*: say where it belongs now with --hub FOLDER"):
        room.restore(force=True)
    room.restore(force=True, hub=room.root / "elsewhere")
    assert rows(room.root / "elsewhere" / "jupyterhub.sqlite", "users") == [("ada",), ("ines",)]


def test_names_that_are_not_utf_8_come_back(room: Room) -> None:
    name = os.fsdecode(b"l\xf6sung 100%.txt")
    (room.root / "submitted" / "ada" / "ps1" / name).write_bytes(b"x")
    (room.root / "submitted" / os.fsdecode(b"zo\xeb")).symlink_to("/etc")
    assert room.save().left_out == (r"submitted/zo\udceb is a link",)
    shutil.rmtree(room.root / "submitted")
    room.restore(force=True)
    assert (room.root / "submitted" / "ada" / "ps1" / name).read_bytes() == b"x"


@pytest.mark.parametrize("name", ["saved.tar.gz", "saved.tar.zst"])
def test_an_archive_that_could_not_be_restored_is_not_made(
    room: Room, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a disk loses what was written to it."""
    if name.endswith("zst"):
        pytest.importorskip("backports.zstd", reason="zstd comes with the hub's extra")

    def spoilt(handle: int) -> None:
        os.pwrite(handle, b"rot", os.fstat(handle).st_size // 2)

    monkeypatch.setattr(os, "fsync", spoilt)
    said = r"saved\.tar\S+ was not written, since it could not be restored: .*(damaged|not whole)"
    with pytest.raises(BackupError, match=said):
        room.save(name)
    assert list(room.root.parent.iterdir()) == [room.root]


def test_another_format_is_refused(room: Room) -> None:
    room.save()
    archive = room.root.parent / "saved.tar.gz"
    found = members(archive)
    rewrite(archive, [(found[0][0], found[0][1].replace(b'"format": 2', b'"format": 9')), *found[1:]])
    with pytest.raises(BackupError, match="has format 9, and this program reads 2"):
        room.restore(force=True)


@contextlib.contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file may grow beyond this: what writes there finds the disk full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_said_and_nothing_changes(room: Room) -> None:
    (room.root / "submitted" / "ada" / "ps1" / "large.bin").write_bytes(os.urandom(2_000_000))
    with largest_file(1_000_000), pytest.raises(BackupError, match=r"saved\.tar\.gz was not written: the disk is full"):
        room.save()
    assert list(room.root.parent.iterdir()) == [room.root]
    room.save()
    before = room.holds()
    with (
        largest_file(1_000_000),
        pytest.raises(BackupError, match=r"was not restored: the disk is full"),
    ):
        room.restore(force=True)
    untouched(room, before)


def test_a_backup_is_never_written_over(room: Room) -> None:
    room.save()
    before = (room.root.parent / "saved.tar.gz").read_bytes()
    with pytest.raises(BackupError, match="is there already: choose another name"):
        room.save()
    assert (room.root.parent / "saved.tar.gz").read_bytes() == before


@pytest.mark.parametrize("name", ["saved.zip", "no/saved.tar.gz"])
def test_a_name_that_says_nothing(room: Room, name: str) -> None:
    with pytest.raises(BackupError, match=r"must lie in a folder that is there, and end in \.tar\.gz or \.tar\.zst"):
        room.save(name)


def test_what_is_not_there_is_left_out_and_said(room: Room) -> None:
    shutil.rmtree(room.root / "hub")
    shutil.rmtree(room.root / "exchange")
    (room.root / "submitted" / "ada" / "ps1" / "link").symlink_to("/etc/passwd")
    (room.root / "submitted" / "zoe").symlink_to("/etc")
    saved = room.save()
    assert [one.partition(":")[0] for one in saved.left_out] == ["hub", "exchange", "submitted/zoe is a link"]
    assert not any(
        "passwd" in info.name or "link" in info.name for info, _ in members(room.root.parent / "saved.tar.gz")
    )
    with pytest.raises(BackupError, match="There is nothing to save"):
        empty = room.root.parent / "empty"
        empty.mkdir()
        Room(empty).save("other.tar.gz")


def test_a_stray_file_among_those_of_the_exchange_is_left_out_and_said(room: Room) -> None:
    before, blobs = room.holds(), room.blobs()
    (room.root / "exchange" / "files" / ".DS_Store").touch()
    (room.root / "exchange" / "files" / "copy").mkdir()
    (room.root / "exchange" / "files" / "copy" / min(blobs)).touch()
    said = room.save().left_out
    assert [one.partition(" among")[0] for one in said] == [".DS_Store", f"copy/{min(blobs)}"]
    shutil.rmtree(room.root / "exchange")
    room.restore(force=True)
    assert (room.holds(), room.blobs()) == (before, blobs)


def test_two_at_once_are_one_after_the_other(room: Room) -> None:
    with locking.alone(room.root):
        for work in (room.save, room.restore):
            with pytest.raises(BackupError, match="another backup or restore, is at work in"):
                work()
    room.save()


def test_nobody_may_be_using_what_goes(room: Room) -> None:
    room.save()
    using = sqlite3.connect(room.root / "exchange" / "exchange.db")
    using.execute("SELECT * FROM exchange_submission").fetchall()
    before = room.holds()
    with pytest.raises(BackupError, match=rf"\(process {os.getpid()}\) has .*exchange\.db open: stop the hub"):
        room.restore(force=True)
    using.close()
    untouched(room, before)
    room.restore(force=True)


def test_a_log_that_was_left_behind_reaches_no_other_database(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """A killed service leaves its write-ahead log; beside a restored database it would be applied to that."""
    monkeypatch.setattr(sqlite, "settle", lambda file: None)  # as where the database is too damaged for it
    before = room.holds()
    room.save()
    database = room.root / "exchange" / "exchange.db"
    using = sqlite3.connect(database)
    using.execute("DELETE FROM exchange_submission")
    using.commit()
    left = {end: Path(f"{database}{end}").read_bytes() for end in ("-wal", "-shm")}
    using.close()
    for end, data in left.items():
        Path(f"{database}{end}").write_bytes(data)
    done = room.restore(force=True)
    assert room.holds() == before
    assert {one.name.rpartition("Z")[2] for one in done.asides if one.name.startswith("exchange.db")} >= {"", "-wal"}


def test_damaged_bytes_of_the_exchange_are_mended(room: Room) -> None:
    blobs = room.blobs()
    room.save()
    (path,) = (room.root / "exchange" / "files").rglob(min(blobs))
    path.write_bytes(b"rot")
    room.restore(force=True)
    assert room.blobs() == blobs


def test_a_damaged_database_is_not_saved(room: Room) -> None:
    path = room.root / "gradebook.db"
    data = bytearray(path.read_bytes())
    data[4096:8192] = b"\xff" * 4096
    path.write_bytes(data)
    with pytest.raises(BackupError, match=r"gradebook\.db is damaged"):
        room.save()
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(BackupError, match=r"gradebook\.db cannot be copied \(file is not a database\)"):
        room.save()


def test_a_database_that_stays_locked_is_said(room: Room, tmp_path: Path) -> None:
    using = sqlite3.connect(room.root / "gradebook.db", isolation_level=None)
    using.execute("BEGIN EXCLUSIVE")
    with pytest.raises(BackupError, match=r"gradebook\.db (has been in use for 0\.1 s|cannot be copied .*locked)"):
        sqlite.copy(room.root / "gradebook.db", tmp_path / "copy", patience=0.1)
    using.execute("ROLLBACK")
    using.close()
    sqlite.copy(room.root / "gradebook.db", tmp_path / "copy")


def test_a_gradebook_elsewhere_is_noticed(room: Room) -> None:
    room.save()
    other = f'{CONFIG}c.CourseDirectory.db_url = "sqlite:///{room.root / "other.db"}"\n'
    (room.root / "nbgrader_config.py").write_text(other)
    before = room.holds()
    with pytest.raises(BackupError, match=r"was at gradebook\.db, and nbgrader_config\.py here names other\.db"):
        room.restore(force=True)
    untouched(room, before)
    room.restore(force=True, keep=True)
    assert (room.root / "nbgrader_config.py").read_text() == other
    assert rows(room.root / "other.db", "student") == rows(room.root / "gradebook.db", "student")
    (room.root / "nbgrader_config.py").write_text(f'{CONFIG}c.CourseDirectory.db_url = "mysql://x/y"\n')
    with pytest.raises(BackupError, match="A database of mysql cannot be saved here"):
        room.save("other.tar.gz")


def test_bytes_in_object_storage_are_saved_and_brought_back(room: Room) -> None:
    storage = "memory://exchange-backup"
    blobs = Blobs(storage)
    for name, data in room.blobs().items():
        blobs.put(io.BytesIO(data), name)
    room.save(exchange_storage=storage)
    memory = fsspec.filesystem("memory")
    memory.rm("/exchange-backup", recursive=True)
    shutil.rmtree(room.root / "exchange" / "files")
    room.restore(force=True, exchange_storage=storage)
    found = {path.split("/")[-1]: memory.cat(path) for path in memory.find("/exchange-backup")}
    memory.rm("/exchange-backup", recursive=True)
    room.restore(force=True)
    assert found == room.blobs(), "the folder has them from the same archive"


def test_the_commands_of_the_guide(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("backports.zstd", reason="zstd comes with the hub's extra")
    guide = (ROOT / "docs" / "administrator.md").read_text()
    commands = re.findall(r"^tito ((?:backup|restore) .*)$", guide, re.MULTILINE)
    assert [command.split()[0] for command in commands] == ["backup", "backup", "restore"]
    commands = [command.replace("/srv/backups", str(room.root.parent)) for command in commands]
    before = room.holds()
    said = typed(room, monkeypatch, commands[0])
    assert "gradebook  gradebook.db (sqlite)\n" in said
    assert re.search(r"\n\d+ files, \d+ bytes, in .*\.tar\.zst, which only you may read\.\n$", said)
    typed(room, monkeypatch, commands[1])
    change(room)
    said = typed(room, monkeypatch, commands[2])
    assert re.search(r"^aside +\S+gradebook\.db\.before-\S+Z$", said, re.MULTILINE)
    assert room.holds() == {**before, "secret": b"new\n"}, "the archive that is restored has no secrets"


def test_the_command_asks_for_one_thing(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    for command in ("restore", "restore x.tar.gz --resume"):
        with pytest.raises(TitoError, match="Name the archive, or --resume alone"):
            typed(room, monkeypatch, command)
    with pytest.raises(BackupError, match="Nothing is half restored in"):
        typed(room, monkeypatch, "restore --resume")
    with pytest.raises(BackupError, match=r"x\.tar\.gz was not restored: no such file or directory \(x"):
        typed(room, monkeypatch, "restore x.tar.gz")
    (room.root / "course.toml").unlink()
    with pytest.raises(TitoError, match="is not in a course: run tito backup in the course's folder"):
        typed(room, monkeypatch, "backup x.tar.gz")


def test_an_interrupt_while_things_move_is_said_and_can_be_finished(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = room.holds()
    room.save(secrets=True)
    change(room)
    real, left = Path.rename, [3]

    def interrupted(self: Path, target: Path) -> Path:
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", interrupted)
        with pytest.raises(BackupError, match=r"is half restored from .* \(it was interrupted\): mend that, then run"):
            room.restore(force=True)
    with pytest.raises(UnfinishedError, match="is half restored"):
        exchange_command.serve(folder=room.root / "exchange")
    typed(room, monkeypatch, "restore --resume")
    assert room.holds() == before


def test_reading_an_archive_needs_no_course(room: Room, tmp_path: Path) -> None:
    """What is staged is what was saved, file by file: the check that all others rest on."""
    room.save()
    out = tmp_path / "out"

    def prepare(manifest: Any) -> dict[Any, Path]:
        for part in manifest.parts:
            (out / part).mkdir(parents=True)
        return {part: out / part for part in manifest.parts}

    manifest = unpack(room.root.parent / "saved.tar.gz", prepare)
    assert {one.name for one in out.iterdir()} == set(manifest.parts)
    assert (out / "submitted" / "ada" / "ps1" / "work.txt").read_bytes() in room.blobs().values()
    assert DATA["sqlite"] in {one.name for one in (out / "hub").iterdir()}
    assert restoring.versions()["python"] == manifest.versions["python"]


def test_some_parts_alone(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    before = room.holds()
    room.save(secrets=True)
    change(room)
    after = room.holds()
    assert "Restored from" in typed(room, monkeypatch, "restore ../saved.tar.gz --force --only gradebook,course")
    config = {"files": after["files"] | {"nbgrader_config.py": before["files"]["nbgrader_config.py"]}}
    assert room.holds() == {**after, "gradebook": before["gradebook"], **config}
    shutil.rmtree(room.root / "exchange")
    typed(room, monkeypatch, "restore ../saved.tar.gz --only exchange")
    assert (room.holds()["exchange"], bool(room.blobs())) == (before["exchange"], True), "rows come with their bytes"
    with pytest.raises(TitoError, match="'gradebok' is no part of a backup: --only takes some of gradebook, exchange,"):
        typed(room, monkeypatch, "restore ../saved.tar.gz --only gradebok")
    with pytest.raises(TitoError, match="'blobs' is no part of a backup: --only takes"):
        typed(room, monkeypatch, "restore ../saved.tar.gz --only blobs,course")
    room.save("plain.tar.gz")
    with pytest.raises(BackupError, match=r"plain\.tar\.gz holds no secrets, but gradebook, "):
        typed(room, monkeypatch, "restore ../plain.tar.gz --only secrets")


def test_a_part_that_is_not_asked_for_is_checked_all_the_same(room: Room) -> None:
    room.save()
    archive = room.root.parent / "saved.tar.gz"
    rewrite(archive, [(info, b"rot" if "work.txt" in info.name else data) for info, data in members(archive)])
    with pytest.raises(BackupError, match=r"damaged: submitted/ada/ps1/work\.txt is not what was saved"):
        room.restore(force=True, only=frozenset({Part.GRADEBOOK}))


def test_rights_of_folders_come_back(room: Room) -> None:
    """nbgrader's groupshared gives the group its bit."""
    rights = {".": 0o2775, "ada": 0o2770, "ada/ps1": 0o2750, "ben": 0o700, "ben/ps1": 0o500}
    (room.root / "submitted" / "empty").mkdir()
    for name, mode in rights.items():
        (room.root / "submitted" / name).chmod(mode)
    room.save()
    shutil.rmtree(room.root / "submitted")
    room.restore(force=True)
    found = {name: stat.S_IMODE((room.root / "submitted" / name).stat().st_mode) for name in rights}
    assert found == {**rights, "ben/ps1": 0o700}, "their owner may do everything"
    assert (room.root / "submitted" / "empty").is_dir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_is_restored_belongs_to_the_owner_of_its_folder(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = room.root.parent / "outside"
    outside.touch()
    room.save()
    shutil.rmtree(room.root / "submitted")
    os.chown(room.root, 12345, 12346)
    real, order = os.chown, []

    def chown(path: Path, *owner: int, follow_symlinks: bool = True) -> None:
        order.append(Path(path))
        real(path, *owner, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(os, "chown", chown)
    room.restore(force=True)
    for path in (room.root / "gradebook.db", *(room.root / "submitted").rglob("*")):
        assert (path.stat().st_uid, path.stat().st_gid) == (12345, 12346), path
    assert (room.root / "hub" / "state" / "jupyterhub.sqlite").stat().st_uid == 0, "its folder is root's"
    places = {path: place for place, path in enumerate(order)}
    assert all(places[path] < places[path.parent] for path in order if path.parent in places)
    assert not any(path.name == ".restoring" for path in order)
    (room.root / "tree").mkdir()
    (room.root / "tree" / "link").symlink_to(outside)
    restoring._give(room.root / "tree", room.root)
    assert (outside.stat().st_uid, (room.root / "tree" / "link").lstat().st_uid) == (0, 12345)


def test_a_disk_in_the_place_of_something_is_noticed_before_anything_moves(room: Room) -> None:
    room.save()
    for inside in (False, True):
        shutil.rmtree(room.root / "submitted")
        (room.root / "submitted").mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", room.root / "submitted"]
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("a file system of one's own can be mounted by root alone")
        try:
            if inside:
                (room.root / "submitted" / "ada").mkdir()
            before = room.holds()
            with pytest.raises(BackupError, match=r"submitted is a disk of its own, .* elsewhere\. Nothing was"):
                room.restore(force=True)
            untouched(room, before)
        finally:
            subprocess.run(["umount", room.root / "submitted"], check=True)


USING = """
import sqlite3, sys
using = sqlite3.connect(sys.argv[1], isolation_level=None)
using.execute(f"PRAGMA journal_mode={sys.argv[2]}")
using.execute("CREATE TABLE IF NOT EXISTS mine (x)")
if sys.argv[2] == "DELETE":
    using.execute("BEGIN IMMEDIATE")
print("open", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_a_database_is_asked_as_well_since_processes_may_be_hidden(
    room: Room, journal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of other users, and in containers."""
    room.save()
    database = room.root / "hub" / "state" / "jupyterhub.sqlite"
    monkeypatch.setattr(restoring.psutil, "process_iter", lambda wanted: [])
    using = subprocess.Popen(
        [sys.executable, "-c", USING, database, journal], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with using:
        assert using.stdout
        assert using.stdout.readline() == "open\n"
        before = room.holds()
        with pytest.raises(BackupError, match=r"Another program is using .*jupyterhub\.sqlite: stop the hub"):
            room.restore(force=True)
        untouched(room, before)
        using.communicate()
    room.restore(force=True)


def test_what_killed_backups_left_is_taken_away_and_what_is_being_written_is_not(room: Room) -> None:
    folder = room.root.parent
    for name in (".sunday.tar.zst.writing", ".monday.tar.gz.writing", ".notes.writing"):
        (folder / name).mkdir()
        (folder / name / "hub.copy").touch()
    with locking.alone(folder / ".monday.tar.gz.writing"):
        room.save()
        with pytest.raises(BackupError, match=r"Another backup is writing .*monday\.tar\.gz"):
            room.save("monday.tar.gz")
    assert {one.name for one in folder.glob(".*")} == {".monday.tar.gz.writing", ".notes.writing"}
    assert (folder / ".monday.tar.gz.writing" / "hub.copy").is_file()


def test_a_backup_that_is_asked_to_end_leaves_nothing(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing.Archive, "close", lambda archive: os.kill(os.getpid(), signal.SIGTERM))
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(AssertionError):  # the command's exit code is not 0
        typed(room, monkeypatch, "backup ../saved.tar.gz")
    assert list(room.root.parent.iterdir()) == [room.root]
    assert signal.getsignal(signal.SIGTERM) == before
