"""The faults that grading is put under: killed processes, a locked gradebook, a full disk, a stepped clock."""

import contextlib
import ctypes
import errno
import multiprocessing
import os
import resource
import shutil
import signal
import sqlite3
import struct
import subprocess
import time
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grading_course as gc
from accounting import Process, labels, process, tree

if TYPE_CHECKING:
    from faults import Report, Trial

Fault = Callable[["Trial", Namespace, Path], None]
_PATIENCE = 10.0  # seconds for what a killed parent leaves to end by itself


def kills(trial: "Trial", options: Namespace, quiet: Path) -> None:
    """Kill one random process after the other; once all submissions are graded, they are graded again."""
    killed, again = 0, False
    mean = max(0.5, 2 * trial.quiet / options.kills)
    while killed < options.kills:
        with trial.running(again) as started:
            while killed < options.kills and started.poll() is None:
                time.sleep(trial.rng.expovariate(1 / mean))
                killed += _kill_one(trial, started.pid)
            while started.poll() is None and killed < options.kills:
                time.sleep(0.05)
        again = started.returncode == 0
    trial.finish()
    trial.compare(quiet)


def _kill_one(trial: "Trial", root: int) -> bool:
    """Kill one process of the tree: a kind that was killed least so far, drawn by lot. False where nobody was met."""
    found = tree(root)
    names = labels(found)
    if not found:
        return False
    before = trial.report.happened
    kind = min(sorted(set(names.values())), key=lambda name: (before.get(f"{name} killed", 0), trial.rng.random()))
    victim = trial.rng.choice([one for one in found if names[one.key] == kind])
    if not end(victim):
        return False
    trial.report.count(f"{kind} killed")
    if victim.pid == root:
        trial.report.left += [f"{names[one.key]} ({one.command[:60]})" for one in _left(found[1:])]
    return True


def end(victim: Process) -> bool:
    """Kill exactly this process: its number may belong to somebody else by now, its handle cannot."""
    try:
        handle = os.pidfd_open(victim.pid)
    except ProcessLookupError:
        return False
    try:
        now = process(victim.pid)
        if now is None or now.key != victim.key:
            return False
        signal.pidfd_send_signal(handle, signal.SIGKILL)
        return True
    except ProcessLookupError:
        return False
    finally:
        os.close(handle)


def _left(below: list[Process]) -> list[Process]:
    """Who of a killed parent's processes does not end by itself; they are ended then."""
    deadline = time.monotonic() + _PATIENCE
    while there := [one for one in below if (now := process(one.pid)) and now.key == one.key]:
        if time.monotonic() > deadline:
            for one in there:
                end(one)
            return there
        time.sleep(0.1)
    return []


def locks(trial: "Trial", options: Namespace, quiet: Path) -> None:
    """Hold the gradebook at random moments, most times shortly, once for longer than anybody waits."""
    seconds = [trial.rng.uniform(0.1, 5) for _ in range(options.times - 1)] + [options.longest]
    trial.rng.shuffle(seconds)
    _during(trial, [lambda held=held: _hold(trial, held) for held in seconds])
    trial.finish()
    trial.compare(quiet)


def _hold(trial: "Trial", seconds: float) -> None:
    with contextlib.closing(sqlite3.connect(trial.folder.db, timeout=60, isolation_level=None)) as connection:
        connection.execute("begin exclusive")
        time.sleep(seconds)
        connection.execute("rollback")
    trial.report.count("locks held")


def _during(trial: "Trial", faults: list[Callable[[], None]], **options: Any) -> None:
    """Let faults happen at random moments of as many runs as it takes."""
    waiting, again = list(faults), False
    while waiting:
        with trial.running(again, **options) as started:
            while waiting and started.poll() is None:
                time.sleep(trial.rng.uniform(0, max(0.5, 2 * trial.quiet / len(faults))))
                if started.poll() is None:
                    waiting.pop()()
        again = started.returncode == 0


def disk(trial: "Trial", options: Namespace, quiet: Path) -> None:
    """Fill the disk in a mount namespace of its own; where the kernel forbids that, limit the size of files."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    child = context.Process(target=_on_small_disk, args=(trial, options, quiet, theirs))
    child.start()
    theirs.close()
    try:
        answer = ours.recv()
    except EOFError:
        raise RuntimeError("the trial with a full disk ended without an answer") from None
    finally:
        child.join()
    if answer is None:
        _without_mount(trial, options, quiet)
    elif isinstance(answer, str):
        raise RuntimeError(answer)
    else:
        for name in ("happened", "runs", "differences", "left"):
            setattr(trial.report, name, getattr(answer, name))


def _on_small_disk(trial: "Trial", options: Namespace, quiet: Path, answer: Any) -> None:
    """In a process of its own: send the report, a sentence where it failed, or None where mounting is forbidden."""
    try:
        place = trial.folder.root.parent / "small-disk"
        if not _mount(place, trial.folder.root):
            answer.send(None)
            return
        answer.send(_filled_now_and_then(replace(trial, folder=gc.Folder(place / "course")), options, quiet))
    except Exception as error:
        answer.send(f"{type(error).__name__}: {error}")


def _mount(place: Path, course: Path) -> bool:
    """A tmpfs that this process and its children alone see, with a copy of the course in it."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(0x00020000) != 0:  # CLONE_NEWNS
        return False
    place.mkdir()
    for command in (["--make-rprivate", "/"], ["-t", "tmpfs", "-o", f"size={_size(course)}", "none", str(place)]):
        if subprocess.run(["mount", *command], check=False, capture_output=True).returncode:
            return False
    shutil.copytree(course, place / "course", symlinks=True)
    return True


def _size(course: Path) -> int:
    """Bytes for a graded course with room to spare, so that only the filler fills it."""
    return 4 * sum(path.stat().st_size for path in course.rglob("*") if path.is_file()) + (64 << 20)


def _filled_now_and_then(trial: "Trial", options: Namespace, quiet: Path) -> "Report":
    _during(trial, [lambda: _fill(trial)] * options.times)
    trial.finish()
    trial.compare(quiet)
    return trial.report


def _fill(trial: "Trial") -> None:
    """Take every free byte of the disk for a while."""
    filler = trial.folder.root.parent / "filler"
    block = bytes(1 << 20)
    with filler.open("wb", buffering=0) as file:
        while len(block):
            try:
                file.write(block)
            except OSError as error:
                assert error.errno == errno.ENOSPC
                block = block[: len(block) // 2]
    time.sleep(trial.rng.uniform(0.5, 5))
    filler.unlink()
    trial.report.count("times the disk was full")


def _without_mount(trial: "Trial", options: Namespace, quiet: Path) -> None:
    """Runs that may write no file longer than a limit that the gradebook reaches, then one without a limit."""
    for _ in range(options.times):
        most = trial.folder.db.stat().st_size + trial.rng.randint(0, 200_000)
        with trial.running(True, preexec_fn=lambda most=most: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))):
            pass
        trial.report.count("runs with a limit on the size of files (mounting is forbidden here)")
    trial.finish()
    trial.compare(quiet)


_SHIM = """\
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile long long *step;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("CLOCK_STEP");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *at = mmap(0, sizeof *step, PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (at != MAP_FAILED) step = at;
}

int clock_gettime(clockid_t id, struct timespec *now) {
    int failed = syscall(SYS_clock_gettime, id, now);
    if (!failed && step && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) now->tv_sec += *step;
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec t;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &t)) return -1;
    now->tv_sec = t.tv_sec;
    now->tv_usec = t.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *now) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    if (now) *now = t.tv_sec;
    return t.tv_sec;
}
"""
_STEPS = (-3600, 3600, -86400, 86400, -31_536_000, 31_536_000, -1, 1, -90, 7200)


def clock(trial: "Trial", options: Namespace, quiet: Path) -> None:
    """Step the wall clock of `tito grade` and its workers while they run."""
    place = trial.folder.root.parent
    if shutil.which("cc") is None:
        trial.report.count("steps: no C compiler (cc) is installed, so the clock was not stepped")
        return
    (place / "shim.c").write_text(_SHIM)
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", place / "shim.so", place / "shim.c"], check=True)
    step = place / "step"
    step.write_bytes(struct.pack("q", 0))
    environment = trial.folder.environment | {"LD_PRELOAD": str(place / "shim.so"), "CLOCK_STEP": str(step)}
    _prove(environment, step)
    steps = [_STEPS[number % len(_STEPS)] for number in range(options.times)]
    _during(trial, [lambda by=by: _step(trial, step, by) for by in steps], env=environment)
    trial.finish()
    trial.compare(quiet)


def _step(trial: "Trial", file: Path, by: int) -> None:
    with file.open("r+b") as opened:
        opened.write(struct.pack("q", by))
    trial.report.count("steps of the clock")


def _prove(environment: dict[str, str], file: Path) -> None:
    """A process that is started so does see a stepped clock."""
    file.write_bytes(struct.pack("q", 31_536_000))
    code = "import time, datetime; print(time.time(), datetime.datetime.now().timestamp())"
    said = subprocess.run([gc.TITO[0], "-c", code], env=environment, capture_output=True, text=True, check=True).stdout
    assert all(float(seconds) - time.time() > 31_000_000 for seconds in said.split()), said
    file.write_bytes(struct.pack("q", 0))


KINDS: dict[str, Fault] = {"kills": kills, "locks": locks, "disk": disk, "clock": clock}
