"""A cohort for each assignment of the real course."""

import pytest
from rehearsal_plays import BUILT, COURSE, play

from tito.course import Assignment
from tito.rehearsal.cohort import Synthetic


@pytest.fixture(scope="session")
def cohorts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Synthetic]]:
    """Assignment -> its cohort, all in one folder, in the order of teaching."""
    folder = tmp_path_factory.mktemp("cohorts")
    return {row.id: play(row, folder) for row in BUILT}


@pytest.fixture(params=[row.id for row in BUILT])
def row(request: pytest.FixtureRequest) -> Assignment:
    return COURSE.assignment(request.param)


@pytest.fixture
def cohort(row: Assignment, cohorts: dict[str, list[Synthetic]]) -> dict[str, Synthetic]:
    """Behaviour -> the first submission that shows it."""
    return {one.behaviour.name: one for one in reversed(cohorts[row.id])}
