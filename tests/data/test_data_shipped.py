"""The datasets that ship, and splitting."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tito import data
from tito.data import shipped


def test_digits() -> None:
    images, labels = data.digits()
    assert (images.shape, images.dtype) == ((1797, 8, 8), np.uint8)
    assert (labels.shape, labels.dtype) == ((1797,), np.int64)
    assert (images.min(), images.max()) == (0, 16)
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert labels[:10].tolist() == list(range(10))
    assert images[0, 0].tolist() == [0, 0, 5, 13, 9, 1, 0, 0]  # the first row of the UCI test set


@pytest.mark.parametrize(("train", "each"), [(True, 100), (False, 50)])
def test_fashion_small_is_balanced(train: bool, each: int) -> None:
    images, labels = data.fashion_small(train)
    assert (images.shape, images.dtype) == ((10 * each, 28, 28), np.uint8)
    assert np.bincount(labels).tolist() == [each] * 10
    assert len(data.FASHION_CLASSES) == 10


def test_no_training_picture_of_fashion_small_is_a_test_picture() -> None:
    pictures = [{image.tobytes() for image in data.fashion_small(train).images} for train in (True, False)]
    assert not pictures[0] & pictures[1]


def test_what_ships_can_be_changed_by_the_one_who_read_it() -> None:
    images, labels = data.digits()
    images[0], labels[0] = 0, 9
    assert data.digits().labels[0] == 0


@pytest.mark.parametrize("name", sorted(shipped.SUMS))
def test_each_file_has_origin_and_licence_beside_it(name: str) -> None:
    text = (shipped.FILES / name).with_suffix(".txt").read_text(encoding="utf-8")
    assert "Origin." in text
    assert "Licence." in text


def test_damaged_and_missing_files_of_ours_say_so(tmp_path: Path) -> None:
    with pytest.raises(data.DataMissing, match=r"digits\.npz cannot be read"):
        shipped._examples("digits.npz", ("images", "labels"), tmp_path)
    (tmp_path / "digits.npz").write_bytes(b"PK")
    with pytest.raises(data.DataDamaged, match="not the file that was released"):
        shipped._examples("digits.npz", ("images", "labels"), tmp_path)


def test_importing_and_reading_what_ships_needs_numpy_alone() -> None:
    code = (
        "import sys; from tito import data; data.split(data.digits()); data.fashion_small();"
        "print([m for m in sys.modules if m.startswith('tito.') and not m.startswith('tito.data')],"
        " [m for m in ('pooch', 'requests', 'pydantic', 'rich') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[] []"


@given(st.lists(st.integers(2, 30), min_size=1, max_size=6), st.floats(0.01, 0.99), st.integers(0, 2**32 - 1))
@settings(max_examples=80, deadline=None)
def test_a_split_loses_nothing_and_keeps_the_shares(counts: list[int], share: float, seed: int) -> None:
    labels = np.repeat(np.arange(len(counts)), counts)
    numbers = np.arange(len(labels), dtype=np.uint8).reshape(-1, 1, 1)
    train, test = data.split(data.Examples(numbers, labels), share, seed)
    assert sorted([*train.images.ravel(), *test.images.ravel()]) == list(range(len(labels)))
    for part in (train, test):
        assert (part.labels == labels[part.images.ravel()]).all()
    for label, count in enumerate(counts):
        held = int((test.labels == label).sum())
        assert 1 <= held <= count - 1
        assert abs(held - share * count) <= 1


def test_a_split_follows_its_seed() -> None:
    examples = data.digits()
    one, same, other = (data.split(examples, seed=seed)[1] for seed in (1, 1, 2))
    assert (one.labels == same.labels).all()
    assert (one.images == same.images).all()
    assert (one.images != other.images).any()
    assert np.any(np.diff(one.labels) < 0)  # not in the order of the classes
    generator = data.split(examples, seed=np.random.default_rng(1))[1]
    assert (generator.images == one.images).all()


@pytest.mark.parametrize("share", [0, 1, -0.5, 20])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        data.split(data.digits(), share)


def test_a_class_of_one_row_cannot_be_split() -> None:
    with pytest.raises(ValueError, match="Class 1 has a single row"):
        data.split(data.Examples(np.zeros((3, 1, 1), np.uint8), np.array([0, 1, 0])), 0.5)
