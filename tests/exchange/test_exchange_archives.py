"""What a stranger may put into an archive, and what is refused before a byte of it is unpacked."""

import gzip
import io
import os
import tarfile
import tracemalloc
from pathlib import Path

import pytest
from exchange_hub import StubHub
from exchange_service import Running, archive, packed, regular, special
from exchange_service import settings as service_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from tito.exchange.archives import Limits, check, pack, unpack
from tito.exchange.errors import ArchiveError

LIMITS = Limits(packed=100_000, unpacked=300_000, files=20)


def raw(info: tarfile.TarInfo, body: bytes = b"") -> bytes:
    """A tar by hand, whose header may lie."""
    return gzip.compress(info.tobuf() + body + bytes(-len(body) % 512) + bytes(1024))


def lying(name: str, size: int, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.type = size, kind
    return info


def negative() -> bytes:
    """A size below zero, which sends tarfile backwards for ever."""
    block = bytearray(tarfile.TarInfo("a").tobuf())
    block[124:136] = b"\xff" * 8 + (-512).to_bytes(4, "big", signed=True)
    block[148:156] = b"        "
    block[148:156] = b"%06o\0 " % sum(block)
    return gzip.compress(bytes(block) + bytes(1024))


def long_chain() -> bytes:
    """Thousands of extended headers, each of which tarfile reads within the one before."""
    header = lying("x", 0, tarfile.XHDTYPE).tobuf()
    return gzip.compress(header * 500 + bytes(1024))


def sparse() -> bytes:
    members = io.BytesIO()
    with tarfile.open(fileobj=members, mode="w", format=tarfile.PAX_FORMAT) as tar:
        info = tarfile.TarInfo("hole")
        info.pax_headers = {"GNU.sparse.major": "0", "GNU.sparse.map": "0,1", "GNU.sparse.size": "99999999999"}
        info.size = 1
        tar.addfile(info, io.BytesIO(b"x"))
    return gzip.compress(members.getvalue())


ATTACKS = {
    "symbolic link": packed([special("link", tarfile.SYMTYPE, "/etc/passwd")]),
    "link to a neighbour": packed([special("link", tarfile.SYMTYPE, "../ben")]),
    "hard link": packed([regular("a"), special("b", tarfile.LNKTYPE, "a")]),
    "through a link": packed([special("d", tarfile.SYMTYPE, "/tmp"), regular("d/x", b"x")]),
    "character device": packed([special("null", tarfile.CHRTYPE)]),
    "block device": packed([special("disk", tarfile.BLKTYPE)]),
    "pipe": packed([special("pipe", tarfile.FIFOTYPE)]),
    "kind of its own": packed([special("odd", b"Z")]),
    "contiguous file": packed([special("odd", tarfile.CONTTYPE)]),
    "absolute path": packed([regular("/tmp/x")]),
    "two slashes": packed([regular("//tmp/x")]),
    "parent": packed([regular("../x")]),
    "parent within": packed([regular("a/../../x")]),
    "backslash": packed([regular("..\\x")]),
    "this folder": packed([special(".", tarfile.DIRTYPE)]),
    "no name": packed([regular("")]),
    "control character": packed([regular("a\nb")]),
    "no text": packed([regular("a\udcff")]),
    "long name": packed([regular("x" * 300)]),
    "deep": packed([regular("/".join("x" * 40))]),
    "twice": packed([regular("a"), regular("a")]),
    "twice in other words": packed([regular("a/b"), regular("a/./b")]),
    "capitals": packed([regular("a.ipynb"), regular("A.ipynb")]),
    "capitals of a folder": packed([regular("a/x"), regular("A/y")]),
    "two spellings of one letter": packed([regular("\u00e9"), regular("e\u0301")]),
    "file and folder": packed([regular("a"), regular("a/b")]),
    "folder and file": packed([regular("a/b"), regular("a")]),
    "too many": packed([regular(str(number)) for number in range(21)]),
    "large by its word": raw(lying("big", 10**12)),
    "large in truth": gzip.compress(lying("big", 299_000).tobuf() + bytes(400_000)),
    "large in all": packed([regular("a", bytes(200_000)), regular("b", bytes(200_000))]),
    "large behind its end": gzip.compress(bytes(10_000_000)),
    "header without end": raw(lying("x", 200_000_000, tarfile.XHDTYPE)),
    "name without end": raw(lying("x", 200_000_000, tarfile.GNUTYPE_LONGNAME)),
    "below zero": negative(),
    "chain of headers": long_chain(),
    "sparse": sparse(),
    "ends early": raw(lying("a", 5000), b"x")[:-8],
    "shorter than it says": gzip.compress(lying("a", 5000).tobuf() + b"x"),
    "no archive": b"hello",
    "nothing": b"",
    "empty file": gzip.compress(b"hello"),
    "wrong checksum": archive()[:-8] + bytes(8),
    "cut": archive()[:-20],
}


@pytest.mark.parametrize("kind", ATTACKS)
def test_an_attack_is_refused_and_leaves_nothing(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "archive"
    path.write_bytes(ATTACKS[kind])
    with pytest.raises(ArchiveError) as refused, path.open("rb") as file:
        check(file, LIMITS)
    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)
    with pytest.raises(ArchiveError):
        unpack(path, tmp_path / "inside" / "target", LIMITS)
    assert sorted(tmp_path.rglob("*")) == [path]


def test_what_is_honest_passes(tmp_path: Path) -> None:
    """The control: the same ways of making archives, without the attack."""
    folder = special("folder", tarfile.DIRTYPE)
    members = [folder, regular("a", b"x" * 5000), regular("folder/b.ipynb"), regular("é"), folder]
    path = tmp_path / "archive"
    path.write_bytes(packed(members))
    assert [entry.name for entry in unpack(path, tmp_path / "target", LIMITS)] == ["a", "folder/b.ipynb", "é"]
    assert (tmp_path / "target" / "a").read_bytes() == b"x" * 5000
    path.write_bytes(raw(lying("a", 3), b"abc"))
    with path.open("rb") as file:
        assert [entry.size for entry in check(file, LIMITS)] == [3]
    assert not os.access(tmp_path / "target" / "a", os.X_OK)


def test_a_bomb_costs_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "archive"
    with gzip.open(path, "wb") as file:
        file.write(lying("first", 0).tobuf())
        for _ in range(64):
            file.write(bytes(2**20))
    tracemalloc.start()
    try:
        with pytest.raises(ArchiveError, match="larger than"), path.open("rb") as file:
            check(file, Limits(unpacked=2**25))
        assert tracemalloc.get_traced_memory()[1] < 5e6
    finally:
        tracemalloc.stop()


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,3}(/[a-z]{4,6}){0,2}\.txt", fullmatch=True), st.binary(max_size=2000), max_size=8
    )
)
def test_a_folder_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]) -> None:
    root = tmp_path_factory.mktemp("round")
    origin = root / "origin"
    origin.mkdir()
    for name, data in files.items():
        (origin / name).parent.mkdir(parents=True, exist_ok=True)
        (origin / name).write_bytes(data)
    pack(origin, root / "one")
    (origin).touch()
    pack(origin, root / "two")
    assert (root / "one").read_bytes() == (root / "two").read_bytes()
    unpack(root / "one", root / "back", Limits())
    found = {p.relative_to(root / "back").as_posix(): p.read_bytes() for p in (root / "back").rglob("*") if p.is_file()}
    assert found == files


def test_a_folder_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (target / "old").touch()
    path = tmp_path / "archive"
    path.write_bytes(ATTACKS["shorter than it says"])
    with pytest.raises(ArchiveError):
        unpack(path, target, LIMITS)
    assert [entry.name for entry in target.iterdir()] == ["old"]
    path.write_bytes(archive())
    unpack(path, target, LIMITS)
    assert [entry.name for entry in target.iterdir()] == ["p1.ipynb"]
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["archive", "target"]


def test_the_service_refuses_at_the_door(hub: StubHub, tmp_path: Path) -> None:
    service = Running(service_settings(tmp_path, hub, limits=LIMITS))
    try:
        for kind, attack in ATTACKS.items():
            answer = service.ask("ines", "POST", "/courses/tiny/assignments/ps1/release", content=attack)
            assert answer.status_code in (413, 422), (kind, answer.text)
            assert answer.json()["detail"]
        assert service.ask("ines", "GET", "/courses/tiny/assignments").json() == []
        assert [entry for entry in (tmp_path / "files").rglob("*") if entry.is_file()] == []
    finally:
        service.close()


@pytest.mark.parametrize(
    "name", ["..", "%2e%2e", "..%2f..", "a%2fb", ".hidden", "a%00b", "a+b", "*", "a%20b", "x" * 200, "~"]
)
def test_a_path_trick_is_no_name(shared: Running, name: str) -> None:
    for path in (
        f"/courses/{name}/assignments",
        f"/courses/tiny/assignments/{name}/release",
        f"/courses/tiny/submissions/{name}/archive",
        f"/courses/tiny/submissions?student={name}",
        f"/courses/tiny/submissions?assignment={name}",
    ):
        assert shared.ask("ines", "GET", path).status_code in (403, 404, 405, 422), path
    path = f"/courses/tiny/assignments/ps1/deadlines/extensions/{name}"
    assert shared.ask("ines", "PUT", path).status_code in (404, 405, 422)
