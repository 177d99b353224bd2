"""The load of `load.py`, small enough for every day."""

from pathlib import Path

from exchange_hub import StubHub
from exchange_service import Running
from load import TWICE, rehearse


def test_many_submit_while_one_collects(service: Running, hub: StubHub, tmp_path: Path) -> None:
    load = rehearse(service.url, hub, 40, tmp_path, size=5000)
    assert load.wrong == []
    assert len(load.receipts) == 40
    assert len(load.latencies) == 40 + 40 // TWICE
