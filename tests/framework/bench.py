"""How fast the reference package is: `make bench`.

One process, one thread, CPU time, medians of interleaved rounds: every contestant runs in every round, so that a busy
machine slows all of them alike, and ratios are taken within a round. PyTorch is measured where it is installed;
`--torch PYTHON` runs everything under the interpreter that has it.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"  # before NumPy is imported

import numpy as np  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
Task = Callable[[], None]
CHAIN = 500  # operations of the tiny chains
BATCH, PIXELS, HIDDEN, CLASSES = 64, 784, 128, 10
RATE, MOMENTUM = 0.01, 0.9


def tiny_tape(trainable: bool) -> Task:
    """h = h * a + b on four numbers, again and again, then backward."""
    from tinytorch import Tensor

    x = Tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
    a = Tensor([0.9, 0.8, 0.7, 0.6], requires_grad=trainable)
    b = Tensor([0.1, 0.1, 0.1, 0.1], requires_grad=trainable)
    ones = np.ones(4, np.float32)

    def run() -> None:
        h = x
        for _ in range(CHAIN // 2):
            h = h * a
            h = h + b
        h.backward(ones)
        x.grad = a.grad = b.grad = None

    return run


def tiny_raw(trainable: bool) -> Task:
    """The same values and gradients, written by hand."""
    x, a, b = (np.float32(v) for v in ([1, 2, 3, 4], [0.9, 0.8, 0.7, 0.6], [0.1] * 4))

    def run() -> None:
        h, kept = x, []
        for _ in range(CHAIN // 2):
            kept.append(h)
            h = h * a
            h = h + b
        g = np.ones(4, np.float32)
        ga, gb = np.zeros(4, np.float32), np.zeros(4, np.float32)
        for _ in range(CHAIN // 2):
            if trainable:
                gb += g
                ga += g * kept.pop()
            g = g * a

    return run


def tiny_torch(trainable: bool) -> Task:
    import torch

    x = torch.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
    a = torch.tensor([0.9, 0.8, 0.7, 0.6], requires_grad=trainable)
    b = torch.tensor([0.1, 0.1, 0.1, 0.1], requires_grad=trainable)
    ones = torch.ones(4)

    def run() -> None:
        h = x
        for _ in range(CHAIN // 2):
            h = h * a
            h = h + b
        h.backward(ones)
        x.grad = a.grad = b.grad = None

    return run


def images() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    return rng.normal(size=(BATCH, PIXELS)).astype(np.float32), rng.integers(0, CLASSES, size=BATCH)


def step_tape() -> Task:
    """Loss, backward and an SGD step with momentum of a 784-128-10 network."""
    from tinytorch import CrossEntropyLoss, Linear, ReLU, Tensor
    from tinytorch.core.layers import Sequential

    x, ids = (Tensor(a) for a in images())
    rng = np.random.default_rng(1)
    model = Sequential(Linear(PIXELS, HIDDEN, rng=rng), ReLU(), Linear(HIDDEN, CLASSES, rng=rng))
    loss_of, optimizer = CrossEntropyLoss(), optimizer_for(model.parameters())

    def run() -> None:
        loss = loss_of(model(x), ids)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return run


def optimizer_for(parameters: list) -> object:
    """The package's SGD, or before module 06 a stand-in with the same arithmetic."""
    try:
        from tinytorch import SGD

        return SGD(parameters, lr=RATE, momentum=MOMENTUM)
    except ImportError:
        return PlainSGD(parameters)


class PlainSGD:
    def __init__(self, parameters: list) -> None:
        self.pairs = [(p, np.zeros_like(p.data)) for p in parameters]

    def zero_grad(self) -> None:
        for p, _ in self.pairs:
            p.grad = None

    def step(self) -> None:
        for p, v in self.pairs:
            v *= MOMENTUM
            v += p.grad
            p.data -= RATE * v


def step_raw() -> Task:
    """The same step, every line of it by hand."""
    x, ids = images()
    rng = np.random.default_rng(1)
    w1 = rng.normal(0, 1 / 28, size=(PIXELS, HIDDEN)).astype(np.float32)
    w2 = rng.normal(0, 0.09, size=(HIDDEN, CLASSES)).astype(np.float32)
    b1, b2 = np.zeros(HIDDEN, np.float32), np.zeros(CLASSES, np.float32)
    parameters = (w1, b1, w2, b2)
    speeds = [np.zeros_like(p) for p in parameters]
    rows = np.arange(BATCH)

    def run() -> None:
        z = x @ w1
        z += b1
        h = np.maximum(z, 0)
        logits = h @ w2 + b2
        shifted = logits - logits.max(axis=1, keepdims=True)
        exponentials = np.exp(shifted)
        sums = exponentials.sum(axis=1, keepdims=True)
        float((np.log(sums[:, 0]) - shifted[rows, ids]).mean())  # the loss
        g = exponentials / sums
        g[rows, ids] -= 1
        g /= BATCH
        gw2, gb2 = h.T @ g, g.sum(axis=0)
        gh = g @ w2.T
        gh *= h > 0
        for p, v, grad in zip(parameters, speeds, (x.T @ gh, gh.sum(axis=0), gw2, gb2), strict=True):
            v *= MOMENTUM
            v += grad
            p -= RATE * v

    return run


def step_torch() -> Task:
    import torch

    x, ids = (torch.from_numpy(a) for a in images())
    layers = torch.nn.Linear(PIXELS, HIDDEN), torch.nn.ReLU(), torch.nn.Linear(HIDDEN, CLASSES)
    model, loss_of = torch.nn.Sequential(*layers), torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE, momentum=MOMENTUM)

    def run() -> None:
        loss = loss_of(model(x), ids)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return run


def cpu_seconds(task: Task, repeats: int) -> float:
    start = time.process_time()
    for _ in range(repeats):
        task()
    return (time.process_time() - start) / repeats


def measure(tasks: dict[str, tuple[Task, int]], rounds: int) -> dict[str, list[float]]:
    """CPU seconds of every task in every round, after one round that does not count."""
    found: dict[str, list[float]] = {name: [] for name in tasks}
    for number in range(rounds + 1):
        for name, (task, repeats) in tasks.items():
            seconds = cpu_seconds(task, repeats)
            if number:
                found[name].append(seconds)
    return found


def import_seconds(folder: Path, rounds: int) -> tuple[float, float]:
    """CPU seconds of a fresh interpreter: `import numpy`, and `import tinytorch` on top of it."""
    code = "import time; t = time.process_time(); {}; print(time.process_time() - t)"
    both = []
    for statement in ("import numpy", "import numpy; t = time.process_time(); import tinytorch"):
        command = [sys.executable, "-c", code.format(statement)]
        done = [subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True) for _ in range(rounds)]
        both.append(statistics.median(float(d.stdout) for d in done))
    return both[0], both[1]


def ratio(found: dict[str, list[float]], one: str, other: str) -> float:
    return statistics.median(a / b for a, b in zip(found[one], found[other], strict=True))


def line(label: str, value: str, bar: str = "") -> None:
    print(f"{label:<58} {value:>12}   {bar}")


def verdict(value: float, bar: float, reach: float | None = None) -> str:
    """The bar, and whether it is held."""
    goal = "" if reach is None else f", reach {reach:g}"
    return f"bar {bar:g}{goal}: {'held' if value <= bar else 'MISSED'}"


def report(found: dict[str, list[float]], torch: bool) -> None:
    tape = {name: statistics.median(values) for name, values in found.items()}
    print("\none operation forward and backward, four numbers, microseconds")
    for kind in ("constants", "parameters"):
        name = f"tiny tape, {kind}"
        micro = tape[name] / CHAIN * 1e6
        line(f"  h * a + b, a and b are {kind}: tape", f"{micro:.2f}", verdict(micro, 4, 3))
        raw = f"tiny raw, {kind}"
        line("    by hand in NumPy", f"{tape[raw] / CHAIN * 1e6:.2f}", f"tape / by hand {ratio(found, name, raw):.2f}")
        if torch:
            other = f"tiny torch, {kind}"
            gap = ratio(found, name, other)
            line("    PyTorch", f"{tape[other] / CHAIN * 1e6:.2f}", f"tape / PyTorch {gap:.2f}, {verdict(gap, 1)}")
    print("\nMLP 784-128-10, batch 64: loss, backward, SGD with momentum, microseconds")
    gap = ratio(found, "step tape", "step raw")
    line("  tape", f"{tape['step tape'] * 1e6:.0f}")
    line("  by hand in NumPy", f"{tape['step raw'] * 1e6:.0f}", f"tape / by hand {gap:.2f}, {verdict(gap, 1.3, 1.15)}")
    if torch:
        gap = ratio(found, "step tape", "step torch")
        micro = tape["step torch"] * 1e6
        line("  PyTorch", f"{micro:.0f}", f"tape / PyTorch {gap:.2f}, {verdict(gap, 1, 0.8)}")


def tasks(torch: bool) -> dict[str, tuple[Task, int]]:
    """What runs in a round, and how often."""
    made: dict[str, tuple[Task, int]] = {}
    makers = {"tape": tiny_tape, "raw": tiny_raw} | ({"torch": tiny_torch} if torch else {})
    for kind in ("constants", "parameters"):
        for name, make in makers.items():
            made[f"tiny {name}, {kind}"] = make(kind == "parameters"), 4
    steps = {"tape": step_tape, "raw": step_raw} | ({"torch": step_torch} if torch else {})
    return made | {f"step {name}": (make(), 20) for name, make in steps.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--torch", metavar="PYTHON", help="an interpreter that has PyTorch and NumPy")
    parser.add_argument(
        "--package", type=Path, default=ROOT / "tinytorch_solutions", help="folder that holds tinytorch/"
    )
    options = parser.parse_args()
    if options.torch and os.environ.get("TITO_BENCH_AGAIN") != "1":
        os.environ["TITO_BENCH_AGAIN"] = "1"
        os.execv(options.torch, [options.torch, *sys.argv])
    sys.path.insert(0, str(options.package))
    try:
        import torch

        torch.set_num_threads(1)
        version = torch.__version__
    except ImportError:
        version = None
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, PyTorch {version or 'not installed'}")
    core = os.environ.get("OPENBLAS_CORETYPE", "not set")
    load = ", ".join(f"{n:.1f}" for n in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"
    print(f"OPENBLAS_CORETYPE {core}, one thread, CPU time, medians of {options.rounds} rounds, load {load}")
    report(measure(tasks(bool(version)), options.rounds), bool(version))
    numpy_seconds, own_seconds = import_seconds(options.package, 5)
    print("\nimport, milliseconds of CPU time")
    line("  numpy", f"{numpy_seconds * 1e3:.0f}")
    line("  tinytorch, on top of it", f"{own_seconds * 1e3:.0f}")


if __name__ == "__main__":
    main()
