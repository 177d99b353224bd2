"""A real hub whose servers run: used and attacked over HTTP, and killed.

`make test-hub` runs this, with each version of JupyterHub; it takes minutes.
"""

import json
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hub_client import PATIENCE, Browser, Kernel
from hub_house import TRIED, tried
from hub_real import NO_NODE, RealHub

from tests.conftest import ROOT
from tito.hub import owners

pytestmark = pytest.mark.skipif(NO_NODE, reason="Node.js, on which the hub's proxy runs, is missing")


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHub]:
    found = RealHub(tmp_path_factory.mktemp("hub"))
    yield found
    assert found.stop(signal.SIGINT) == 0, found.said
    assert tried(None, [], found.marker)["processes"] == []


def probe(hub: RealHub, browser: Browser, paths: list[str]) -> dict[str, list[str]]:
    """What of these a kernel of somebody's server reads, lists, writes, and whether it sees the hub's environment."""
    code = f"import sys; sys.argv = ['', {json.dumps(paths)!r}, {hub.marker!r}]\n{TRIED}"
    return json.loads(browser.run(code))


def secrets(hub: RealHub) -> list[str]:
    """What a server must not see: files of the hub, of the courses, and of another's home."""
    parts = ["jupyterhub.sqlite", "cookie_secret", "accounts.json", "exchange/exchange.db", "homes/ben", "hub.log"]
    inner = ["gradebook.db", "source", "bank/x/right/a.py", "tinytorch_solutions/tinytorch/t.py", "submitted"]
    places = [hub.state / part for part in parts] + [folder / name for folder in hub.folders for name in inner]
    return [str(place) for place in places]


def test_a_students_kernel_reaches_nothing(hub: RealHub) -> None:
    hub.at_work("ben").run("open('/home/ben/work.txt', 'w').write('mine')")
    paths = secrets(hub)
    found = probe(hub, hub.at_work("ada"), [*paths, sys.prefix, str(ROOT / "tito"), "/home/ben"])
    assert set(found["listed"]) == {sys.prefix, str(ROOT / "tito")}
    assert (found["read"], found["written"], found["processes"]) == ([], [], [])
    outside = tried(None, paths, hub.marker)
    assert set(outside["read"] + outside["listed"]) == set(paths) and outside["processes"]
    assert hub.at_work("ben").run("print(open('/home/ben/work.txt').read())") == "mine\n"


def test_a_token_of_one_opens_nothing_of_another(hub: RealHub) -> None:
    ada, ben = hub.at_work("ada"), hub.at_work("ben")
    for path in ("/api/contents", "/api/kernels", "/lab", "/api/terminals", "/files/work.txt"):
        assert ada.ask(path).status_code in (200, 404), path
        assert ada.ask(path, whose="ben").status_code in (302, 403), path
    assert "/hub/" in ada.ask("/lab", whose="ben").headers.get("location", "/hub/")
    kept = ada.run("import os; print(os.environ['JUPYTERHUB_API_TOKEN'], os.environ['JUPYTERHUB_API_URL'])").split()
    headers = {"Authorization": f"Bearer {kept[0]}"}
    asked: dict[str, int] = {}
    for path in ("/users", "/users/ben", "/users/ada/tokens", "/groups", "/proxy", "/services", "/user"):
        asked[path] = httpx.get(kept[1] + path, headers=headers, trust_env=False).status_code
    assert asked.pop("/user") == 200 and set(asked.values()) <= {403, 404}, asked
    port = ben.run("import os; print(os.environ['JUPYTERHUB_SERVICE_URL'].split(':')[2].split('/')[0])").strip()
    direct = f"http://127.0.0.1:{port}/user/ben/api/contents"
    code = f"import httpx; print(httpx.get({direct!r}, headers={headers!r}, trust_env=False).status_code)"
    assert ada.run(code) == "403\n"
    assert ben.run(code.replace(kept[0], ben.token)) == "200\n"


def test_pages_of_nbgrader_by_role(hub: RealHub) -> None:
    ada, ines = hub.at_work("ada"), hub.at_work("instructor")
    for path in ("/formgrader/api/assignments", "/formgrader/manage_assignments", "/formgraders"):
        assert ada.ask(path).status_code == 404, path
        assert ines.ask(path).status_code == 200, path
    for browser in (ada, ines):
        answer = browser.ask("/assignments?course_id=tiny")
        assert answer.status_code == 200 and answer.json()["success"], answer.text
    assert ines.ask("/lab").headers["Content-Security-Policy"] == "frame-ancestors 'self'"
    assert ada.ask("/lab").headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    off = [set(_disabled(browser)) for browser in (ada, ines)]
    assert off[0] - off[1] == {f"@jupyter/nbgrader:{n}" for n in ("course-list", "create-assignment", "formgrader")}


def _disabled(browser: Browser) -> list[str]:
    page = browser.ask("/lab").text
    found = re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found is not None
    value: Any = json.loads(found.group(1)).get("disabledExtensions", [])
    return [name for name, off in value.items() if off] if isinstance(value, dict) else list(value)


def shell(browser: Browser, line: str) -> str:
    """What a command prints in somebody's server."""
    code = f"import subprocess; print(subprocess.run({line!r}, shell=True, capture_output=True, text=True))"
    return browser.run(code)


def test_a_day_by_command_line(hub: RealHub) -> None:
    ines, ada = hub.at_work("instructor"), hub.at_work("ada")
    out = shell(ines, "nbgrader generate_assignment 01_numbers && nbgrader release_assignment 01_numbers")
    assert "Released as: tiny 01_numbers" in out, out
    assert "CRITICAL" in shell(ada, "nbgrader release_assignment 01_numbers")
    assert "Fetched as: tiny 01_numbers" in shell(ada, "nbgrader fetch_assignment 01_numbers")
    assert "numbers" in shell(ada, "tito module list")
    assert "Submitted as: tiny 01_numbers" in shell(ada, "nbgrader submit 01_numbers")
    out = shell(ines, "nbgrader collect 01_numbers && tito grade 01_numbers --feedback")
    assert "sandbox namespaces: 1" in re.sub(r"\\n *", " ", out), out
    assert "CRITICAL" not in shell(ines, "nbgrader release_feedback 01_numbers")
    assert "01_numbers.html" in shell(ada, "nbgrader fetch_feedback 01_numbers; find . -name '*.html'")


def test_assistants_grade_beside_the_servers(hub: RealHub) -> None:
    """After the day above: its submission is in the gradebook."""
    path = "/services/formgrader-tiny/formgrader/gradebook"
    opened = {name: hub.browser(name).http.get(path) for name in ("ta", "instructor", "ada", "ta-other")}
    assert {name: page.status_code for name, page in opened.items()} == {
        "ta": 200, "instructor": 200, "ada": 403, "ta-other": 403,
    }  # fmt: skip
    base = "/services/formgrader-tiny/formgrader/api"
    ta = hub.browser("ta").http
    assert "01_numbers" in [row["name"] for row in ta.get(f"{base}/assignments").json()]
    assert [row["student"] for row in ta.get(f"{base}/submissions/01_numbers").json()] == ["ada"]
    sent = {"headers": {"X-XSRFToken": hub.browser("ta").xsrf("/services/formgrader-tiny/")}, "timeout": PATIENCE}
    graded = ta.post(f"{base}/submission/01_numbers/ada/autograde", **sent)
    assert graded.status_code == 200 and graded.json()["success"], graded.text
    refused = ta.post(f"{base}/assignment/01_numbers/release", **sent)
    assert refused.status_code == 403 and "This is not done here" in refused.text


def test_another_course_is_not_there(hub: RealHub) -> None:
    other = hub.at_work("instructor-other")
    answer = shell(other, "pwd; ls /home /home/*")
    assert "/home/instructor-other/other" in answer and "tiny" not in answer
    assert "instructor in tiny, as far as the hub" in shell(other, "nbgrader list --course tiny")
    assert "tiny" not in other.ask("/assignments?course_id=other").text
    assert probe(hub, other, secrets(hub))["read"] == []


def test_warnings_go_to_standard_output_and_validate_agrees(hub: RealHub) -> None:
    ada = hub.at_work("ada")
    with Kernel(ada) as kernel:
        found = kernel.messages("import sys, warnings; warnings.warn('careful'); print('to stderr', file=sys.stderr)")
    names = {message["content"]["name"] for message in found if message["msg_type"] == "stream"}
    assert names == {"stdout"}
    assert "NameError" in ada.run("print(sys)")


def test_kernels_open_no_port(hub: RealHub) -> None:
    code = (
        "import json, ipykernel.connect as c; print(json.loads(c.get_connection_info())['transport'], "
        "c.get_connection_file().startswith('/tmp/'))"
    )
    assert hub.at_work("ada").run(code) == "ipc True\n"


def test_a_server_that_is_stopped_leaves_no_process(hub: RealHub) -> None:
    cleo = hub.at_work("cleo")
    marker = "left-by-cleo"
    cleo.run(f"import subprocess; subprocess.Popen(['sleep', '303'], env={{'M': {marker!r}}}, start_new_session=True)")
    assert tried(None, [], marker)["processes"]
    cleo.stop()
    assert tried(None, [], marker)["processes"] == []


@pytest.mark.skipif(not owners.am_root(), reason="only root gives users numbers of their own")
def test_servers_run_without_the_rights_of_root(hub: RealHub) -> None:
    who = "import os; print(os.getuid(), [l for l in open('/proc/self/status') if l.startswith('CapEff')])"
    for name, most in (("ada", 65_535), ("instructor", owners.STAFF)):
        number, _, rights = hub.at_work(name).run(who).partition(" ")
        assert 0 < int(number) <= most and "0000000000000000" in rights


def test_a_hub_that_is_killed_leaves_nothing_and_starts_again(tmp_path: Path) -> None:
    with RealHub(tmp_path) as hub:
        hub.at_work("ada").run("open('kept', 'w').write('1')")
        assert tried(None, [], hub.marker)["processes"]
        assert hub.stop(signal.SIGKILL) == -9
    until = time.monotonic() + PATIENCE
    while tried(None, [], hub.marker)["processes"]:
        assert time.monotonic() < until
        time.sleep(0.2)
    with RealHub(tmp_path) as again:
        assert again.passwords == hub.passwords
        assert again.at_work("ada").run("print(open('kept').read())") == "1\n"
        assert again.stop(signal.SIGTERM) == 0
    assert tried(None, [], hub.marker)["processes"] == []


def test_without_isolation_it_says_what_that_means_and_it_means_it(tmp_path: Path) -> None:
    with RealHub(tmp_path, "--no-isolation") as hub:
        assert "every user can read and change everything that you can" in hub.said
        (hub.state / "homes" / "ben").mkdir(parents=True)
        paths = [path for path in secrets(hub) if Path(path).exists()]
        found = probe(hub, hub.at_work("ada"), paths)
        assert set(found["read"] + found["listed"]) == set(paths) and found["processes"]
        assert hub.stop(signal.SIGINT) == 0
    assert tried(None, [], hub.marker)["processes"] == []
