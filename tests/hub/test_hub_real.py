"""A real hub, before anybody's server runs: logging in, signing up, and what its API refuses."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_client import Browser
from hub_house import tried
from hub_real import NO_NODE, RealHub

from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(NO_NODE, reason="Node.js, on which the hub's proxy runs, is missing")


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHub]:
    root = tmp_path_factory.mktemp("hub")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TITO_EXCHANGE_DATABASE", f"sqlite:///{root / 'elsewhere.db'}")
        found = RealHub(root)
    yield found
    assert found.stop(signal.SIGINT) == 0, found.said
    assert tried(None, [], found.marker)["processes"] == []


def test_what_it_prints(hub: RealHub) -> None:
    for name, password in hub.passwords.items():
        assert re.search(rf"{name} .*{re.escape(password)}", hub.said)
    assert "Ctrl-C stops it" in hub.said and "cannot grade in their servers" not in hub.said
    for folder in hub.folders:
        assert (folder / "gradebook.db").stat().st_size > 10_000


def test_the_exchange_has_the_database_that_was_named(hub: RealHub) -> None:
    assert hub.browser("ada").http.get("/services/exchange/health").status_code == 200
    assert (hub.root / "elsewhere.db").exists() and not (hub.state / "exchange" / "exchange.db").exists()


def test_a_second_hub_with_the_same_state_is_refused(hub: RealHub) -> None:
    command = [str(Path(sys.executable).parent / "tito"), "hub", "start", "--state", str(hub.state)]
    again = subprocess.run([*command, "--course", str(hub.folders[0])], cwd=ROOT, capture_output=True, text=True)
    assert again.returncode == 1 and "runs already" in again.stderr
    assert hub.browser("ada").api("GET", "/user").status_code == 200


def test_only_the_right_password_opens(hub: RealHub) -> None:
    with Browser(hub.url, "ada", "not-her-password") as stranger:
        answer = stranger.login()
        assert answer.status_code == 403 and "Invalid username or password" in answer.text
        assert stranger.api("GET", "/user").status_code == 403
    assert hub.browser("ada").api("GET", "/user").json()["groups"] == ["nbgrader-tiny"]


def test_who_signs_up_waits_for_an_administrator(hub: RealHub) -> None:
    password = "a-long-one-of-her-own"
    with Browser(hub.url, "dora", password) as dora:
        dora.http.get("/hub/signup")
        form = {"username": "dora", "signup_password": password, "signup_password_confirmation": password}
        assert dora.http.post("/hub/signup", data={**form, "_xsrf": dora.xsrf()}).status_code == 200
        answer = dora.login()
        assert answer.status_code == 403 and "has to let you in first" in answer.text
        assert hub.browser("ada").http.get("/hub/authorize/dora").status_code == 403
        assert hub.browser("admin").http.get("/hub/authorize/dora").status_code == 200
        assert dora.login().status_code == 200
        assert dora.api("GET", "/user").json()["groups"] == []


def test_a_student_may_do_to_others_what_nobody_may(hub: RealHub) -> None:
    ada = hub.browser("ada")
    for method, path in [
        ("GET", "/users"), ("GET", "/users/ben"), ("POST", "/users/ben/tokens"), ("POST", "/users/ben/server"),
        ("DELETE", "/users/ben/server"), ("POST", "/groups/instructor-tiny/users"), ("GET", "/groups"),
        ("POST", "/users"), ("GET", "/proxy"), ("POST", "/shutdown"),
    ]:  # fmt: skip
        body = {"users": ["ada"], "usernames": ["x"]}
        assert ada.api(method, path, json=body).status_code in (403, 404), path
    assert hub.browser("admin").api("GET", "/users").status_code == 200
    asked = {"note": "x", "scopes": ["admin:users"]}
    assert ada.api("POST", "/users/ada/tokens", json=asked).status_code == 400
