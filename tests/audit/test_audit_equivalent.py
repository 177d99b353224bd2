"""Arguments for equivalent mutants: what is read, what is refused, what is printed for an editor."""

from pathlib import Path

import pytest

from tito.audit import equivalent
from tito.audit.bank import BankError

TEXT = """# Mutants that are equivalent

Free words | and tables.

## double

```diff
- return x < 1
+ return x <= 1
```

They differ at 1 alone,
which `check` refuses.

```diff
  if x:
-     y = 1
+     y = 2
```
As above.

## root

```diff
-return a
+return b
```
"""


def read(folder: Path, text: str | bytes) -> list[equivalent.Argument]:
    (folder / equivalent.FILE).write_bytes(text.encode() if isinstance(text, str) else text)
    return equivalent.arguments(folder)


def test_sections_diffs_and_arguments(tmp_path: Path) -> None:
    one, two, three = read(tmp_path, TEXT)
    assert (one.exercise, one.diff) == ("double", "- return x < 1\n+ return x <= 1")
    assert one.why == "They differ at 1 alone, which `check` refuses."
    assert (two.diff, two.why) == ("  if x:\n-     y = 1\n+     y = 2", "As above.")
    assert (three.exercise, three.diff, three.why) == ("root", "- return a\n+ return b", "")
    assert str(one) == "equivalent.md, line 7 ('double')"


def test_no_file_and_free_prose_argue_nothing(tmp_path: Path) -> None:
    assert equivalent.arguments(tmp_path) == []
    assert read(tmp_path, "# Title\n\n| exercise | original |\n|---|---|\n| double | `a` |\n") == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("```diff\n- a\n+ b\n```\n", "line 1: a diff before the first '## EXERCISE'."),
        ("## f\n\n```diff\n- a\n+ b\n", "line 3: this block of a diff never ends: close it with ```."),
        (b"\xff", "cannot be read: it is not UTF-8 text."),
    ],
)
def test_a_malformed_file_has_its_sentence(tmp_path: Path, text: str | bytes, sentence: str) -> None:
    with pytest.raises(BankError) as raised:
        read(tmp_path, text)
    assert str(raised.value).startswith(f"{tmp_path / equivalent.FILE}") and sentence in str(raised.value)


def test_what_is_printed_for_an_editor_is_read_again(tmp_path: Path) -> None:
    diffs = {"double": ["- a\n+ b", "  if x:\n-     y\n+     z"], "root": ["- return 1\n+ pass"]}
    found = read(tmp_path, equivalent.skeleton(diffs))
    assert [(one.exercise, one.diff) for one in found] == [
        (name, diff) for name, some in diffs.items() for diff in some
    ]
    assert all(one.why.endswith("...") for one in found)
