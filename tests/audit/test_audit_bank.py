"""Entries of the bank: what they say, and what is said of those that are malformed."""

from pathlib import Path

import pytest

from tito.audit import bank
from tito.audit.bank import BankError

WRONG = "# exercise: double\n# belief: adding two\n# symptom: twice\n# fails: test-a, test-b\n#| export\nx = 1\n"
RIGHT = "# design: by hand\n# %% double\n#| export\nx = 1\n\n# %% root\ny = 2\n"


def put(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_wrong_entry(tmp_path: Path) -> None:
    entry = bank.load(put(tmp_path, "wrong/plus_two.py", WRONG))
    assert (entry.name, entry.right, entry.cells) == ("wrong/plus_two", False, {"double": "#| export\nx = 1"})
    assert (entry.belief, entry.symptom, entry.fails) == ("adding two", "twice", ("test-a", "test-b"))


def test_a_right_entry(tmp_path: Path) -> None:
    entry = bank.load(put(tmp_path, "right/by_hand.py", "\ufeff" + RIGHT))
    assert (entry.right, entry.belief) == (True, "by hand")
    assert entry.cells == {"double": "#| export\nx = 1", "root": "y = 2"}


def test_right_ones_come_first_and_an_empty_bank_is_empty(tmp_path: Path) -> None:
    assert bank.entries(tmp_path) == []
    for name in ("wrong/a.py", "wrong/b.py"):
        put(tmp_path, name, WRONG)
    put(tmp_path, "right/z.py", RIGHT)
    put(tmp_path, "wrong/notes.txt", "no entry")
    assert [entry.name for entry in bank.entries(tmp_path)] == ["right/z", "wrong/a", "wrong/b"]


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("wrong/x.py", "", "holds no cell: begin it with '# exercise: GRADE_ID', or a line '# %% GRADE_ID'."),
        ("wrong/x.py", "x = 1\n", "holds no cell"),
        ("wrong/x.py", "\n" + WRONG, "holds no cell"),
        ("wrong/x.py", "# exercise: double\n# belief: b\n# symptom: s\n# fails: t\n\n", "holds no cell"),
        ("right/x.py", "# design: d\nx = 1\n", "holds no cell"),
        ("wrong/x.py", WRONG.replace("# belief: adding two\n", ""), "lacks '# belief: ...' in its header."),
        ("wrong/x.py", WRONG.replace("symptom", "symptoms"), "lacks '# symptom: ...' in its header."),
        ("wrong/x.py", WRONG.replace("# fails: test-a, test-b\n", ""), "lacks '# fails: ...' in its header."),
        ("wrong/x.py", WRONG.replace("test-a, test-b", " , "), "lacks '# fails: ...' in its header."),
        ("wrong/x.py", b"# exercise: double\xff", "cannot be read: it is not UTF-8 text."),
    ],
)
def test_a_malformed_entry_has_its_sentence(tmp_path: Path, name: str, text: str | bytes, sentence: str) -> None:
    path = put(tmp_path, name, text)
    with pytest.raises(BankError) as raised:
        bank.entries(tmp_path)
    assert str(raised.value).startswith(f"{path} ") and sentence in str(raised.value)


def test_a_folder_in_the_place_of_an_entry(tmp_path: Path) -> None:
    (tmp_path / "wrong/x.py").mkdir(parents=True)
    with pytest.raises(BankError, match=r"x\.py cannot be read: is a directory\.$"):
        bank.entries(tmp_path)
