"""The reader for idx files, against a writer of its own, and against real files where they are installed."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from idx_files import packed, written

from tito import data

DEBIAN = Path("/usr/share/datasets/fashion-mnist")


@pytest.mark.parametrize("kind", ["u1", "i1", "i2", "i4", "f4", "f8"])
@pytest.mark.parametrize("name", ["a", "a.gz"])
def test_every_type_comes_back_in_the_machines_own_order(tmp_path: Path, kind: str, name: str) -> None:
    array = np.arange(-6, 6).astype(kind).reshape(3, 4)
    found = data.read_idx(written(tmp_path / name, packed(array)))
    assert found.dtype == np.dtype(kind)
    assert found.dtype.isnative
    assert found.tolist() == array.tolist()
    found[0, 0] = 1  # a plain array of one's own


@given(st.lists(st.integers(0, 5), min_size=1, max_size=4), st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_what_was_packed_is_read(tmp_path_factory: pytest.TempPathFactory, shape: list[int], seed: int) -> None:
    array = np.random.default_rng(seed).integers(0, 256, size=shape).astype(np.uint8)
    found = data.read_idx(written(tmp_path_factory.mktemp("idx") / "a", packed(array)))
    assert found.shape == tuple(shape)
    assert (found == array).all()


GOOD = packed(np.arange(6, dtype=np.uint8).reshape(2, 3))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no idx file: it begins with nothing"),
        (b"\0\0\x08", "no idx file"),
        (b"<!doctype html>", "no idx file: it begins with 3c 21"),
        (b"\1\0\x08\1" + GOOD[4:], "no idx file"),
        (b"\0\0\x0a\2" + GOOD[4:], "no idx file"),
        (b"\0\0\x08\0", "promises 0 axes"),
        (b"\0\0\x08\xff" + GOOD[4:], "promises 255 axes"),
        (GOOD[:9], "promises 2 axes and does not give their lengths"),
        (GOOD[:-1], r"ends too early: entries of shape \(2, 3\) make it 18 bytes, and it has 17"),
        (GOOD + b"\0", "goes on too long"),
        (b"\0\0\x08\3" + b"\xff" * 12, "ends too early"),
    ],
)
@pytest.mark.parametrize("name", ["a", "a.gz"])
def test_what_is_no_idx_file_is_refused_with_a_sentence(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    with pytest.raises(data.DataDamaged, match=said) as raised:
        data.read_idx(written(tmp_path / name, content))
    assert str(raised.value).endswith(".")


@pytest.mark.parametrize(
    "spoil", [lambda b: b[:-9], lambda b: b[:20] + b"\xff\xff" + b[22:], lambda b: b[:-8] + b"\0" * 8]
)
def test_a_damaged_gzip_file_is_refused_with_a_sentence(tmp_path: Path, spoil) -> None:
    place = tmp_path / "a.gz"
    place.write_bytes(spoil(gzip.compress(GOOD)))
    with pytest.raises(data.DataDamaged, match="cannot be unpacked"):
        data.read_idx(place)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(data.DataMissing, match=r"no file .*nowhere"):
        data.read_idx(tmp_path / "nowhere")
    with pytest.raises(data.DataMissing, match="cannot be read"):
        data.read_idx(tmp_path)


@pytest.mark.skipif(not DEBIAN.is_dir(), reason="Debian's package dataset-fashion-mnist is not installed")
def test_real_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TITO_DATA", str(DEBIAN.parent))
    for train, count in ((True, 60_000), (False, 10_000)):
        images, labels = data.fashion_mnist(train)
        assert images.shape == (count, 28, 28)
        assert images.dtype == np.uint8
        assert np.bincount(labels).tolist() == [count // 10] * 10
        assert 70 < images.mean() < 75  # the mean pixel is published as 0.2860 of 255
    assert images[0, :, 14].max() > 0


@pytest.mark.skipif(not DEBIAN.is_dir(), reason="Debian's package dataset-fashion-mnist is not installed")
def test_the_shipped_part_is_where_its_text_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TITO_DATA", str(DEBIAN.parent))
    with np.load(data.shipped.FILES / "fashion_small.npz") as arrays:
        rows = {part: arrays[f"{part}_rows"] for part in ("train", "test")}
    for train, part in ((True, "train"), (False, "test")):
        small, whole = data.fashion_small(train), data.fashion_mnist(train).rows(rows[part])
        assert (small.images == whole.images).all()
        assert (small.labels == whole.labels).all()
        assert len(set(rows[part].tolist())) == len(rows[part])
