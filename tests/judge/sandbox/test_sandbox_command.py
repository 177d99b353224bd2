"""The command line of bubblewrap, the filter's table, and `make sandbox`."""

import ctypes
import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from sandbox_bench import ROOT

from tito.judge.sandbox import binds
from tito.judge.sandbox.command import View, command
from tito.judge.sandbox.environment import environment
from tito.judge.sandbox.filters import COURT, STUDENT, Rule, program
from tito.judge.sandbox.syscalls import AUDIT, NUMBERS, number


def words(view: View = View(), root: bool = True) -> list[str]:
    return command(view, ["python"], root=root)


def test_root_needs_no_user_namespace_and_keeps_four_rights() -> None:
    made = words()
    assert "--unshare-user" not in made
    assert [made[at + 1] for at, word in enumerate(made) if word == "--cap-add"] == [
        "CAP_SYS_ADMIN", "CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP",
    ]  # fmt: skip
    assert made.index("--cap-drop") < made.index("--cap-add")


def test_a_user_gets_a_user_namespace() -> None:
    made = words(root=False)
    assert "--unshare-user" in made and made[made.index("--uid") + 1] == "0"


@pytest.mark.parametrize("word", ["--unshare-net", "--unshare-pid", "--unshare-ipc", "--unshare-uts",
                                  "--unshare-cgroup-try",
                                  "--die-with-parent", "--new-session"])  # fmt: skip
def test_each_wall_stands(word: str) -> None:
    assert word in words() and word in words(root=False)


def test_nothing_is_shown_for_writing() -> None:
    made = words(View(readable=(ROOT / "docs",)))
    assert not {"--bind", "--dev-bind", "--bind-try"} & set(made)
    assert made[-5:] == ["--chdir", "/", "--", "python"][-5:] or made[-2:] == ["--", "python"]


def test_no_shown_path_holds_the_course() -> None:
    shown = [Path(words()[at + 1]) for at, word in enumerate(words()) if word == "--ro-bind"]
    assert shown
    assert [path for path in shown if path.resolve() == ROOT or path.resolve() in ROOT.parents] == []


def test_only_parts_of_a_virtual_environment_are_shown() -> None:
    assert Path(sys.prefix) not in binds.python()
    assert any(Path(sys.prefix) in path.parents for path in binds.python())


def test_masks(tmp_path: Path) -> None:
    inside, outside = tmp_path / "usr" / "course", tmp_path / "srv"
    inside.mkdir(parents=True)
    outside.mkdir()
    shown = [tmp_path / "usr", inside / "venv" / "lib", inside]
    assert binds.masked([inside, outside], shown) == [inside]
    assert binds.again([inside], shown) == [inside / "venv" / "lib"]


def test_a_mask_sees_through_links(tmp_path: Path) -> None:
    real = tmp_path / "usr" / "course"
    real.mkdir(parents=True)
    (tmp_path / "link").symlink_to(real)
    assert binds.masked([tmp_path / "link"], [tmp_path / "usr"]) == [real]


def test_the_environment_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    made = environment("namespaces", None, {"SEED": "3"})
    assert not {"SECRET", "PYTHONPATH"} & set(made)
    assert (made["OPENBLAS_CORETYPE"], made["SEED"], made["PYTHONHASHSEED"]) == ("Haswell", "3", "0")
    assert made["MPLBACKEND"] == "module://matplotlib_inline.backend_inline"


def libseccomp() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL("libseccomp.so.2")
    except OSError:
        pytest.skip("libseccomp, against which the table is compared, is not installed")
    library.seccomp_syscall_resolve_name_arch.argtypes = (ctypes.c_uint32, ctypes.c_char_p)
    return library


@pytest.mark.parametrize("architecture", sorted(AUDIT))
def test_numbers_are_those_of_libseccomp(architecture: str) -> None:
    library = libseccomp()
    found = {name: library.seccomp_syscall_resolve_name_arch(AUDIT[architecture], name.encode()) for name in NUMBERS}
    known = {name: at if at >= 0 else None for name, at in found.items() if at != -1}  # -1: younger than the library
    assert len(known) > 80
    assert known == {name: number(name, architecture) for name in known}


def test_every_call_of_the_table_is_used() -> None:
    elsewhere = {"seccomp", "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"}
    assert set(NUMBERS) == {rule.call for rule in COURT} | elsewhere
    assert set(STUDENT) < set(COURT)


def interpreted(code: bytes, call: int, arguments: tuple[int, ...] = (), audit: int = AUDIT["x86_64"]) -> int:
    """What a filter decides, by an interpreter of the five instructions that it uses."""
    data = struct.pack("=iIQ6Q", call, audit, 0, *(*arguments, *(0,) * (6 - len(arguments))))
    instructions = list(struct.iter_unpack("=HBBI", code))
    at = value = 0
    while True:
        operation, hit, miss, operand = instructions[at]
        at += 1
        if operation == 0x20:
            (value,) = struct.unpack_from("=I", data, operand)
        elif operation == 0x06:
            return operand
        else:
            truth = {0x15: value == operand, 0x25: value > operand, 0x45: bool(value & operand)}[operation]
            at += hit if truth else miss


@pytest.mark.parametrize(("test", "value", "refused", "allowed"), [
    ("is", 5, 5, 6), ("is not", 5, 6, 5), ("has", 6, 2, 8), ("lacks", 6, 8, 4),
])  # fmt: skip
def test_what_a_rule_refuses(test: str, value: int, refused: int, allowed: int) -> None:
    code = program([Rule("ioctl", 1, argument=1, test=test, value=value), Rule("mount")], "x86_64")
    assert interpreted(code, 16, (0, refused)) == 0x50001
    assert interpreted(code, 16, (0, refused + (7 << 32))) == 0x50001  # the high half changes nothing
    assert interpreted(code, 16, (0, allowed)) == 0x7FFF0000
    assert interpreted(code, 165, (0, allowed)) == 0x50001  # what follows such a rule still holds
    assert interpreted(code, 39) == 0x7FFF0000


def test_other_architectures_are_ended_and_new_calls_unknown() -> None:
    code = program(STUDENT, "x86_64")
    assert interpreted(code, 39, audit=0x40000003) == 0x80000000
    assert interpreted(code, 451) == interpreted(code, 0x40000000 + 39) == 0x50000 | 38
    assert interpreted(code, 450) == 0x7FFF0000


def make(tmp_path: Path, programs: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """`make sandbox` on a machine that has only these programs."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in ("sh", "make", "echo"):
        found = shutil.which(name)
        assert found
        (folder / name).symlink_to(found)
    for name, text in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    return subprocess.run(
        [folder / "make", "--no-print-directory", "-C", ROOT, "sandbox"], env={"PATH": str(folder)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


WITH_MAKE = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


@WITH_MAKE
def test_make_says_nothing_where_it_is_there(tmp_path: Path) -> None:
    result = make(tmp_path, {"bwrap": "exit 0", "apt-get": "echo called >&2"})
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@WITH_MAKE
def test_make_tells_an_ordinary_user_whom_to_ask(tmp_path: Path) -> None:
    result = make(tmp_path, {"id": "echo 1000", "apt-get": "exit 1"})
    assert result.returncode == 0
    assert "an administrator must install it (apt-get install bubblewrap)" in result.stdout


@WITH_MAKE
def test_make_installs_it_for_root(tmp_path: Path) -> None:
    log = tmp_path / "log"
    fails_before_update = f'[ "$1" != install ] || [ -e {log}.updated ] || {{ : > {log}.updated; exit 1; }}'
    result = make(tmp_path, {"id": "echo 0", "apt-get": f'echo "$@" >> {log}\n{fails_before_update}'})
    assert result.returncode == 0 and "administrator" not in result.stdout
    assert log.read_text().splitlines() == ["install -qq -y bubblewrap", "update -qq", "install -qq -y bubblewrap"]


@WITH_MAKE
def test_make_does_not_fail_where_nothing_can_be_installed(tmp_path: Path) -> None:
    result = make(tmp_path, {"id": "echo 0", "apt-get": "echo no network >&2; exit 100"})
    assert (result.returncode, result.stderr) == (0, "")
    assert "administrator" in result.stdout


def test_our_own_bubblewrap_takes_the_command_line() -> None:
    if shutil.which("bwrap") is None:
        pytest.skip("bubblewrap is not installed")
    made = command(View(), ["/bin/true"])
    result = subprocess.run(made, capture_output=True, text=True, check=False, env=os.environ)
    if "ermi" in result.stderr or "namespace" in result.stderr:
        pytest.skip(f"no namespaces here: {result.stderr.strip()}")
    assert result.returncode == 0, result.stderr
