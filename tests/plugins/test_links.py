"""Links in a submission are replaced by notes, and no note is written through a link."""

from pathlib import Path

from tito.judge.links import replace_links_in
from tito.plugins.links import replace_links


def test_links_become_notes(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the marks of everybody")
    folder = tmp_path / "submitted" / "ann" / "a"
    (folder / "data").mkdir(parents=True)
    (folder / "a.ipynb").symlink_to(secret)
    (folder / "data" / "all").symlink_to(tmp_path)
    (folder / "data" / "real.txt").write_text("real")
    replace_links("a", "*", [str(folder / "a.ipynb")])
    assert not [p for p in folder.rglob("*") if p.is_symlink()]
    assert (folder / "data" / "real.txt").read_text() == "real"
    note = (folder / "a.ipynb.was-a-link.txt").read_text()
    assert note == f"a.ipynb was a link to {str(secret)!r}. Links are not graded.\n"
    assert secret.read_text() == "the marks of everybody"


def test_a_folder_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    theirs = tmp_path / "bob" / "a"
    theirs.mkdir(parents=True)
    (theirs / "a.ipynb").write_text("{}")
    (theirs / "link").symlink_to("a.ipynb")
    (tmp_path / "ann").mkdir()
    (tmp_path / "ann" / "a").symlink_to(theirs)
    assert replace_links_in(tmp_path / "ann" / "a") == ["a"]
    assert not (tmp_path / "ann" / "a").exists()
    assert (theirs / "link").is_symlink()


def test_a_note_is_never_written_through_a_link(tmp_path: Path) -> None:
    """A link named like another link's note led to any file of the grader's being overwritten."""
    gradebook = tmp_path / "gradebook.db"
    gradebook.write_text("marks")
    folder = tmp_path / "a"
    folder.mkdir()
    for name in ("x", "z", "x.was-a-link.txt", "z.was-a-link.txt"):
        (folder / name).symlink_to(gradebook)
    replace_links_in(folder)
    assert gradebook.read_text() == "marks"
    assert not [p for p in folder.iterdir() if p.is_symlink()]


def test_a_note_that_cannot_be_written_keeps_no_other_link_alive(tmp_path: Path) -> None:
    (tmp_path / "b.was-a-link.txt").mkdir()
    long = "l" * 250
    for name in ("b", long, "c"):
        (tmp_path / name).symlink_to("/etc/hostname")
    assert sorted(replace_links_in(tmp_path)) == sorted(["b", long, "c"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.was-a-link.txt", "c.was-a-link.txt"]
