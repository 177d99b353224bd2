"""What a hub takes: its start, a server's start, memory of each part. `make bench-hub` runs this.

Memory is what a process has for itself and its share of what it has in common with others (PSS).
"""

import signal
import sys
import tempfile
import time
from pathlib import Path

import psutil

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]
from hub_client import Kernel  # noqa: E402
from hub_real import RealHub  # noqa: E402

_MIB = 1024 * 1024
_PARTS = {
    "hub": ("-m", "jupyterhub"), "proxy": ("configurable-http-proxy",), "exchange": ("exchange", "serve"),
    "idle culler": ("jupyterhub_idle_culler",),
}  # fmt: skip


def main() -> None:
    """Print a table."""
    with tempfile.TemporaryDirectory(prefix="bench-hub-") as folder:
        began = time.monotonic()
        hub = RealHub(Path(folder))
        print(f"started with two courses: {time.monotonic() - began:.1f} s; CPU of the hub itself {_cpu(hub):.1f} s")
        for part, words in _PARTS.items():
            print(f"{part}: {_memory(_having(hub, words)):.0f} MiB")
        for name in ("ada", "instructor"):
            _server(hub, name)
        hub.stop(signal.SIGINT)


def _server(hub: RealHub, name: str) -> None:
    before = set(_below(hub))
    browser, began = hub.browser(name), time.monotonic()
    browser.start()
    seconds = time.monotonic() - began
    mine = [process for process in _below(hub) if process not in before]
    cpu = sum(sum(process.cpu_times()[:2]) for process in mine)
    print(f"server of {name}: {seconds:.1f} s to be ready, {cpu:.1f} s of CPU, {_memory(mine):.0f} MiB idle", end="")
    with Kernel(browser) as kernel:
        kernel.run("import numpy, matplotlib.pyplot")
        mine = [process for process in _below(hub) if process not in before]
        print(f", {_memory(mine):.0f} MiB with a notebook that has imported NumPy and matplotlib")


def _below(hub: RealHub) -> list[psutil.Process]:
    return psutil.Process(hub.process.pid).children(recursive=True)


def _having(hub: RealHub, words: tuple[str, ...]) -> list[psutil.Process]:
    return [one for one in _below(hub) if all(any(word in part for part in one.cmdline()) for word in words)]


def _memory(processes: list[psutil.Process]) -> float:
    return sum(process.memory_full_info().pss for process in processes) / _MIB


def _cpu(hub: RealHub) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in _having(hub, _PARTS["hub"]))


if __name__ == "__main__":
    main()
