"""Surroundings in which nothing of this machine's own cache or settings counts."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder; TITO_DATA and TITO_SEED are not set."""
    for name in ("TITO_DATA", "TITO_SEED"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "cache"
    monkeypatch.setattr("pooch.os_cache", lambda project: folder / project)
    return folder
