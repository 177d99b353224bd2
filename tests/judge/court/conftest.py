"""Tests of test cells; with fakes, the fake objects count as the student's."""

import pytest
from court_fakes import Theirs

from tito.judge.court import testcell


@pytest.fixture
def fakes_are_theirs(monkeypatch):
    """Makes what only the fake process has a stand-in."""
    monkeypatch.setattr(testcell, "is_standin", lambda value: isinstance(value, Theirs))
