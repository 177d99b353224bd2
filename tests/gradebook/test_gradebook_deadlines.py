"""The dates that an assignment has in the gradebook."""

import datetime

from tito.gradebook.deadlines import due_date


def test_a_due_date_is_in_utc_and_asking_makes_no_gradebook(classroom, tmp_path) -> None:
    assert due_date(classroom.url, "01_tensor") == datetime.datetime(2025, 3, 1, 12, tzinfo=datetime.UTC)
    assert due_date(classroom.url, "20_capstone") is None
    assert due_date(f"sqlite:///{tmp_path / 'none.db'}", "01_tensor") is None
    assert not (tmp_path / "none.db").exists()
