"""What is decided before a hub is started: courses, groups, accounts, roles, ports, the proxy."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hub_house import CONFIG, tried
from jupyterhub import orm
from traitlets.config import Config, PyFileConfigLoader

from tests.conftest import ROOT
from tito.backup import places
from tito.hub import accounts, courses, keeping, listening, proxy, roles, starting
from tito.hub.authenticator import CourseAuthenticator, CourseLogin
from tito.hub.errors import HubError
from tito.hub.setup import Setup
from tito.hub.spawner import CourseSpawner, OpenSpawner

COMMAND = "configurable-http-proxy"


def folder(root: Path, name: str, text: str | None = None) -> Path:
    """A folder with a course's configuration in it."""
    place = root / name
    place.mkdir(parents=True)
    (place / "nbgrader_config.py").write_text(CONFIG.format(id=name) if text is None else text)
    return place


def test_a_course_is_read_without_running_its_configuration(tmp_path: Path) -> None:
    place = folder(tmp_path, "evil", CONFIG.format(id="evil") + f"open({str(tmp_path / 'ran')!r}, 'w')")
    (course,) = courses.read([place])
    assert (course.id, course.folder) == ("evil", place) and not (tmp_path / "ran").exists()
    assert course.groups == ("nbgrader-evil", "formgrade-evil", "instructor-evil")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "names no course"),
        ("c.CourseDirectory.course_id = name()", "names no course"),
        ('c.CourseDirectory.course_id = "../x"', "names no course"),
        ("c.CourseDirectory.course_id = 7", "names no course"),
        ("c = (", "is no course"),
        pytest.param("x = " + "-" * 20_000 + "1", "is no course", id="nested without end"),
        pytest.param("x" + ".x" * 20_000 + " = 1", "is no course", id="a name without end"),
    ],
)
def test_what_is_no_course_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(HubError, match=sentence):
        courses.read([folder(tmp_path, "a", text)])


def test_a_folder_without_configuration_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HubError, match="is no course"):
        courses.read([tmp_path])


def test_two_courses_must_be_apart(tmp_path: Path) -> None:
    one, same = folder(tmp_path, "a"), folder(tmp_path / "b", "a")
    with pytest.raises(HubError, match="are both called 'a'"):
        courses.read([one, same])
    with pytest.raises(HubError, match="lie in each other"):
        courses.read([one, folder(one, "inner")])
    assert len(courses.read([one, folder(tmp_path, "c")])) == 2


def test_the_setup_survives_its_way_to_the_configuration(tmp_path: Path) -> None:
    found = courses.read([folder(tmp_path, "a"), folder(tmp_path, "b")])
    setup = Setup(tmp_path / "hub", tmp_path / "state", found, starting.free_ports(None), False)
    assert Setup.of(setup.variables(), tmp_path / "hub") == setup
    assert setup.exchange_url == f"http://127.0.0.1:{setup.ports.exchange}/services/exchange"


def test_without_tito_hub_start_the_usual_holds(tmp_path: Path) -> None:
    place = folder(tmp_path, "a")
    setup = Setup.of({}, place / "hub")
    assert (setup.state, setup.ports.public, setup.isolated) == (place / "hub" / "state", 8000, True)
    assert [course.folder for course in setup.courses] == [place]


def test_accounts_are_made_once_and_for_the_hubs_user_alone(tmp_path: Path) -> None:
    found = courses.read([folder(tmp_path, "a"), folder(tmp_path, "b")])
    first = accounts.ready_made(tmp_path, found[:1])
    assert [one.name for one in first] == ["admin", "instructor", "ta", "ada", "ben", "cleo"]
    assert (tmp_path / accounts.FILE).stat().st_mode & 0o777 == 0o600
    assert len({one.password for one in first}) == 6 and min(len(one.password) for one in first) >= 16
    both = accounts.ready_made(tmp_path, found)
    assert both[:6] == first and both[6].name == "instructor-b" and len(both) == 11
    assert accounts.read(tmp_path) == both
    assert accounts.members(both)["nbgrader-b"] == {"users": ["ada-b", "ben-b", "cleo-b"]}
    assert accounts.members(first) == {
        "instructor-a": {"users": ["instructor"]}, "formgrade-a": {"users": ["ta"]},
        "nbgrader-a": {"users": ["ada", "ben", "cleo"]},
    }  # fmt: skip


@pytest.mark.parametrize("text", ["{", "[1]", '[{"name": "x"}]', '[{"groups": 7}]'])
def test_spoilt_accounts_are_said(tmp_path: Path, text: str) -> None:
    (tmp_path / accounts.FILE).write_text(text)
    with pytest.raises(HubError, match="is no list of accounts"):
        accounts.read(tmp_path)


def test_nobody_is_given_a_right_over_others(tmp_path: Path) -> None:
    found = roles.load_roles(courses.read([folder(tmp_path, "a")]))
    people = [role for role in found if "groups" in role]
    exchange, grading = "access:services!service=exchange", "access:services!service=formgrader-a"
    assert [(role["groups"], role["scopes"]) for role in people] == [
        (["nbgrader-a", "formgrade-a", "instructor-a"], [exchange]), (["formgrade-a", "instructor-a"], [grading]),
    ]  # fmt: skip
    scopes = {scope for role in found if role["name"] != roles.CULLER for scope in role["scopes"]}
    assert scopes == {"users:activity!user", "access:servers!server", exchange, grading}


def test_a_port_in_use_is_said_and_all_others_differ() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(HubError, match=f"Port {port} is in use"):
            starting.free_ports(port)
    ports = starting.free_ports(port, courses=2)
    every = {ports.public, ports.hub, ports.proxy, ports.exchange, *ports.graders}
    assert ports.public == port and len(ports.graders) == 2 and len(every) == 6


LISTENING = """
import signal, subprocess, sys
child = "import signal, socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(); "
child += "print(s.getsockname()[1], flush=True); signal.pause()"
with subprocess.Popen([sys.executable, "-c", child]) as proxy:
    sys.stdin.read()
    proxy.kill()
"""


def test_the_answer_of_another_hub_is_not_taken_for_ours() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LISTENING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as hub:
        assert hub.stdout is not None
        port = int(hub.stdout.readline())
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            assert starting._listens(hub, port) and not starting._listens(hub, other.getsockname()[1])
        hub.communicate()
        assert not starting._listens(hub, port)


def test_the_exchanges_port_is_roots_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lowest, free = tmp_path / "lowest", {700}
    monkeypatch.setattr(starting, "_LOWEST", lowest)
    monkeypatch.setattr(starting, "_free", lambda port: port in free)
    monkeypatch.setattr(starting, "am_root", lambda: True)
    lowest.write_text("1024\n")
    assert starting.free_ports(None).exchange == 700
    lowest.write_text("700\n")
    assert starting.free_ports(None).exchange > 1024, "here everybody may open the port that is free"
    lowest.write_text("1024\n")
    free |= set(range(600, 900))
    assert len({starting.free_ports(None).exchange for _ in range(9)}) > 1, "two hubs started at once would collide"
    lowest.write_text("0\n")
    assert starting.free_ports(None).exchange > 1024, "here everybody may open every port"
    lowest.unlink()
    assert starting.free_ports(None).exchange > 1024
    lowest.write_text("1024\n")
    monkeypatch.setattr(starting, "am_root", lambda: False)
    assert starting.free_ports(None).exchange > 1024


def tools(tmp_path: Path, **scripts: str) -> str:
    """A folder of commands, as PATH."""
    place = tmp_path / "tools"
    place.mkdir()
    for name, text in scripts.items():
        (place / name.replace("_", "-")).write_text(f"#!/bin/sh\n{text}\n")
        (place / name.replace("_", "-")).chmod(0o755)
    return str(place)


def test_the_proxy_is_installed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install = f'mkdir -p node_modules/.bin; echo "$@" > node_modules/.bin/{COMMAND}'
    monkeypatch.setenv("PATH", tools(tmp_path, node="true", npm=install) + ":/usr/bin:/bin")
    said: list[str] = []
    place = proxy.ready(tmp_path / "node", said.append)
    assert place == tmp_path / "node" / "node_modules" / ".bin" and len(said) == 1
    assert f"configurable-http-proxy@{proxy.VERSION}" in (place / COMMAND).read_text()
    assert proxy.ready(tmp_path / "node", said.append) == place and len(said) == 1


def test_an_npm_that_fails_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", tools(tmp_path, node="true", npm="echo no network >&2; exit 1") + ":/usr/bin:/bin")
    with pytest.raises(HubError, match=r"npm cannot install .* \(no network\)"):
        proxy.ready(tmp_path / "node", print)


def test_a_missing_node_is_said_to_who_cannot_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proxy, "am_root", lambda: False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(HubError, match="needs Node"):
        proxy.ready(tmp_path / "node", print)


def test_root_installs_node_from_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proxy, "am_root", lambda: True)
    monkeypatch.setenv("PATH", tools(tmp_path, apt_get=f'echo "$@" >> {tmp_path}/asked; test "$1" != install'))
    with pytest.raises(HubError, match=r"Node\.js cannot be installed"):
        proxy.ready(tmp_path / "node", lambda _: None)
    asked = (tmp_path / "asked").read_text().splitlines()
    assert [line.split()[0] for line in asked] == ["install", "update", "install"]


def test_etc_of_the_hub_is_json_that_jupyter_reads() -> None:
    place = Path(__file__).parents[2] / "hub"
    student = json.loads((place / "etc/student/jupyter_server_config.json").read_text())
    assert not any(student["ServerApp"]["jpserver_extensions"].values())
    pages = [json.loads(path.read_text()) for path in place.rglob("page_config.json")]
    assert len(pages) == 2 and all(all(page["disabledExtensions"].values()) for page in pages)


def test_the_kernel_says_who_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        assert listening.owners(port) == set()
        taken.listen()
        assert listening.owners(port) == {os.geteuid()}


def test_a_state_folder_is_closed_where_it_is_a_hubs(tmp_path: Path) -> None:
    new, empty, restored = tmp_path / "a" / "new", tmp_path / "empty", tmp_path / "restored"
    empty.mkdir(mode=0o755)
    restored.mkdir(mode=0o755)
    (restored / "jupyterhub.sqlite").touch()
    for place in (new, empty, restored):
        with keeping.held(place):
            assert place.stat().st_mode & 0o777 == 0o700
    assert places.secrets(new) == [], "what holds the folder is nothing to be saved"


def test_a_folder_of_everybodys_is_no_state_folder_and_stays_as_it_is(tmp_path: Path) -> None:
    place = tmp_path / "srv"
    place.mkdir()
    (place / "website").mkdir()
    place.chmod(0o755)
    with pytest.raises(HubError, match=r"Others may enter .*srv, where passwords would lie"), keeping.held(place):
        pass
    assert place.stat().st_mode & 0o777 == 0o755
    with pytest.raises(HubError, match="is no folder"), keeping.held(Path(__file__)):
        pass
    place.chmod(0o700)
    with keeping.held(place):
        pass


def test_one_hub_at_a_time_has_a_state_folder(tmp_path: Path) -> None:
    with keeping.held(tmp_path / "state"):
        with pytest.raises(HubError, match="runs already: stop it, or name another"), keeping.held(tmp_path / "state"):
            pass
        with keeping.held(tmp_path / "other"):
            pass
    with keeping.held(tmp_path / "state"):
        pass


def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    """What hub/jupyterhub_config.py has JupyterHub start, by name."""
    setup = Setup(ROOT / "hub", tmp_path / "state", courses.read([folder(tmp_path, "a")]), isolated=False)
    for name, value in setup.variables().items():
        monkeypatch.setenv(name, value)
    found = PyFileConfigLoader("jupyterhub_config.py", path=str(ROOT / "hub")).load_config()
    return {service["name"]: service for service in found.JupyterHub.services}


def test_what_sets_the_exchange_up_reaches_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = {f"TITO_EXCHANGE_{name}": f"my {name}" for name in ("DATABASE", "STORAGE", "MIB")}
    for name, value in {**chosen, "TITO_EXCHANGE_URL": "http://elsewhere", "TITO_EXCHANGE_FOLDER": "/x"}.items():
        monkeypatch.setenv(name, value)
    exchange = services(tmp_path, monkeypatch)["exchange"]
    assert exchange["environment"] == chosen
    assert exchange["command"][-2:] == ["--folder", str(tmp_path / "state" / "exchange")]


def login(monkeypatch: pytest.MonkeyPatch, name: str, password: str) -> tuple[CourseLogin, CourseAuthenticator]:
    """The page for logging in, sent by somebody who waits to be let in; two tries, then the account is blocked."""
    session = orm.new_session_factory("sqlite:///:memory:")()
    known = CourseAuthenticator(db=session, first_passwords={"dora": "her own"}, allowed_failed_logins=2)
    known.get_user("dora").is_authorized = False
    page = CourseLogin.__new__(CourseLogin)
    page.application = SimpleNamespace(settings={"authenticator": known})
    sent = {"username": name, "password": password}
    monkeypatch.setattr(page, "get_body_argument", lambda key, *_, **__: sent[key])
    return page, known


def test_a_blocked_account_tells_nobody_whether_a_password_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    page, known = login(monkeypatch, "Dora", "her own")
    assert page._waiting()
    for _ in range(2):
        known.add_login_attempt("dora")
    assert not page._waiting()
    known.allowed_failed_logins = 0
    assert page._waiting()
    known.db.close()


@pytest.mark.parametrize(("name", "password"), [("dora", "a guess"), ("nobody", "her own")])
def test_who_does_not_wait_is_not_told_so(monkeypatch: pytest.MonkeyPatch, name: str, password: str) -> None:
    page, known = login(monkeypatch, name, password)
    assert not page._waiting()
    known.db.close()


def test_a_spawner_that_lacks_a_way_to_start_cannot_be_made() -> None:
    with pytest.raises(TypeError, match="abstract"):
        CourseSpawner()
    assert isinstance(OpenSpawner(), CourseSpawner)


STUBBORN = """
import signal, subprocess, sys, time
from tito.hub import starting
starting._STOP = 0.5
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "import subprocess; subprocess.Popen(['sleep', '304'], start_new_session=True); print('up', flush=True); "
    "signal.pause()"], stdout=subprocess.PIPE)
starting._adopt()
child.stdout.readline()
print("ready", flush=True)
starting.wait(child)
starting._end(child)
"""


def test_a_hub_that_does_not_stop_is_ended_with_all_it_started() -> None:
    code = STUBBORN.strip()
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, env={**os.environ, "MARK": "a-stubborn-hub"}
    ) as launcher:
        assert launcher.stdout is not None and launcher.stdout.readline() == b"ready\n"
        assert len(tried(None, [], "a-stubborn-hub")["processes"]) == 3
        launcher.send_signal(signal.SIGINT)
        assert launcher.wait(60) == 0
    assert tried(None, [], "a-stubborn-hub")["processes"] == []


def test_terminals_keep_the_path_on_which_tito_is_found(tmp_path: Path) -> None:
    """JupyterLab's terminals were login shells: /etc/profile took the path, and `tito` was not found."""
    place = Path(__file__).parents[2] / "hub/etc/everyone/jupyter_server_config.py"
    config = Config()
    exec(compile(place.read_text(), str(place), "exec"), {"get_config": lambda: config})
    shell = config.ServerApp.terminado_settings["shell_command"]
    said = subprocess.run(
        [*shell, "-ic", "echo $PATH"], env={"PATH": "/first:/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert said.stdout.startswith("/first:")
