"""Many students submit at once while an instructor collects: throughput, latency, and that nothing is lost or double.

    python tests/exchange/load.py --students 100 500

The service runs as the hub would start it, in a process of its own; hub and students are in this one.
"""

import argparse
import asyncio
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from exchange_hub import SCOPES, StubHub, user
from exchange_service import PREFIX, archive

from tito.exchange import client, tls
from tito.exchange.client import Client
from tito.exchange.models import Receipt

ASSIGNMENT = "/courses/tiny/assignments/ps1"
TWICE = 10  # every tenth student sends everything twice, as after a lost answer


@dataclass
class Load:
    """What happened.

    Args:
        seconds: from the first byte to the last receipt.
        latencies: seconds that each student waited for the receipt, in order.
        collected: how often the instructor saw and fetched everything that was there.
    """

    receipts: dict[str, Receipt] = field(default_factory=dict)
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    collected: int = 0
    wrong: list[str] = field(default_factory=list)


def rehearse(url: str, hub: StubHub, students: int, folder: Path, size: int = 30_000) -> Load:
    """Release, have all submit at once while one collects, then ask for every receipt."""
    names = [f"s{number:04d}" for number in range(students)]
    hub.people.update({f"token-{name}": user(name, "nbgrader-tiny") for name in names})
    with Client(url, "token-ines") as ines:
        path = folder / "release"
        path.write_bytes(archive())
        ines.release("tiny", "ps1", path, "load", force=True)
        load = Load()
        done = threading.Event()
        collector = threading.Thread(target=_collect, args=(url, folder, load, done))
        collector.start()
        asyncio.run(_submit_all(url, names, size, load))
        done.set()
        collector.join()
        _check(ines, load, names, folder)
    return load


async def _submit_all(url: str, names: list[str], size: int, load: Load) -> None:
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(timeout=300, limits=limits, trust_env=False, verify=tls.context()) as http:
        bodies = {name: archive({"p1.ipynb": random.Random(name).randbytes(size)}) for name in names}
        began = time.monotonic()
        await asyncio.gather(*(_submit(http, url, name, bodies[name], load) for name in names))
        load.seconds = time.monotonic() - began
    load.latencies.sort()


async def _submit(http: httpx.AsyncClient, url: str, name: str, body: bytes, load: Load) -> None:
    headers = {"Authorization": f"Bearer token-{name}", "Idempotency-Key": name}
    for again in range(2 if int(name[1:]) % TWICE == 0 else 1):
        began = time.monotonic()
        answer = await http.post(f"{url}{ASSIGNMENT}/submissions", headers=headers, content=body)
        load.latencies.append(time.monotonic() - began)
        if answer.status_code != 201:
            load.wrong.append(f"{name}: {answer.status_code} {answer.text}")
            return
        receipt = Receipt.model_validate_json(answer.content)
        if again and receipt.id != load.receipts[name].id:
            load.wrong.append(f"{name}: two receipts for one submission")
        load.receipts[name] = receipt


def _collect(url: str, folder: Path, load: Load, done: threading.Event) -> None:
    """What `nbgrader collect --update` asks, again and again."""
    have: set[str] = set()
    with Client(url, "token-ines") as ines:
        while not done.is_set():
            for receipt in ines.submissions("tiny", "ps1"):
                if receipt.id not in have and not done.is_set():
                    ines.download("tiny", receipt.id, folder / "collected")
                    ines.collected("tiny", receipt.id)
                    have.add(receipt.id)
            load.collected = len(have)


def _check(ines: Client, load: Load, names: list[str], folder: Path) -> None:
    """Every receipt is honoured, byte for byte, and there is nothing else."""
    kept = {one.student: one for one in ines.submissions("tiny", "ps1")}
    if sorted(kept) != names or len(ines.submissions("tiny", "ps1")) != len(names):
        load.wrong.append(f"{len(names)} submitted, {len(kept)} are kept")
    for name, receipt in load.receipts.items():
        ines.download("tiny", receipt.id, folder / "kept")
        if kept[name].sha256 != receipt.sha256 or client.digest(folder / "kept") != receipt.sha256:
            load.wrong.append(f"{name}: the receipt is not honoured")


def _serve(folder: Path, hub: StubHub, database: str | None) -> tuple[subprocess.Popen[str], str]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {
        **os.environ, "JUPYTERHUB_API_URL": hub.api, "JUPYTERHUB_SERVICE_PREFIX": PREFIX,
        "JUPYTERHUB_SERVICE_URL": f"http://127.0.0.1:{port}", "JUPYTERHUB_OAUTH_ACCESS_SCOPES": json.dumps(SCOPES),
    }  # fmt: skip
    command = [Path(sys.executable).parent / "tito", "exchange", "serve", "--folder", folder / "exchange"]
    more = ["--database", database] if database else []
    log = (folder / "log").open("w")
    process = subprocess.Popen([*command, *more], stdout=log, text=True, env=environment)
    url = f"http://127.0.0.1:{port}{PREFIX}".rstrip("/")
    while True:
        try:
            httpx.get(f"{url}/health", trust_env=False).raise_for_status()
            return process, url
        except httpx.TransportError:
            if process.poll() is not None:
                raise SystemExit((folder / "log").read_text()) from None
            time.sleep(0.1)


def _memory(process: subprocess.Popen[str]) -> float:
    """The most that the service held, in MiB."""
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, nargs="+", default=[100, 500])
    parser.add_argument("--bytes", type=int, default=30_000, help="of each submission, packed")
    parser.add_argument("--database", help="a URL of SQLAlchemy's; an SQLite file otherwise")
    options = parser.parse_args()
    wrong = 0
    for students in options.students:
        hub = StubHub()
        with tempfile.TemporaryDirectory(prefix="load-") as name:
            process, url = _serve(Path(name), hub, options.database)
            try:
                load = rehearse(url, hub, students, Path(name), options.bytes)
                latencies = statistics.quantiles(load.latencies, n=100)
                print(
                    f"{students} students at once: {len(load.latencies) / load.seconds:.0f} uploads a second, "
                    f"receipts after {latencies[49]:.1f} s (median), {latencies[94]:.1f} s (95 %), "
                    f"{load.latencies[-1]:.1f} s (last); collected meanwhile: {load.collected}; "
                    f"service: {_memory(process):.0f} MiB at most; wrong: {load.wrong[:3] or 'nothing'}"
                )
                wrong += len(load.wrong)
            finally:
                process.terminate()
                process.wait(30)
                hub.close()
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
