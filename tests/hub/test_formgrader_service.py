"""Formgrader for teaching assistants, tried by everybody: every route of it, and those of a Jupyter server."""

import importlib
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from formgrader_hub import CLIENT, FakeHub, person
from formgrader_service import CONFIG, PREFIX, SCRIPT, Browser, Service, address, course
from jupyter_server.base.handlers import path_regex
from jupyter_server.serverapp import JUPYTER_SERVICE_HANDLERS
from jupyterhub.services.auth import HubOAuth
from jupyterhub.singleuser.extension import JupyterHubOAuthCallbackHandler
from nbgrader.api import Gradebook
from tornado.web import Application, StaticFileHandler
from typer.testing import CliRunner

from tito.hub import formgrader
from tito.hub.formgrader import __main__ as program
from tito.hub.formgrader import handlers
from tito.hub.formgrader.app import application
from tito.hub.formgrader.identity import BrowserLogin
from tito.hub.formgrader.routes import Guarded

METHODS = ("GET", "POST", "PUT", "DELETE")
MORE = ("HEAD", "PATCH", "OPTIONS")
STRANGERS = (None, "ada", "otto", "admin", "narrow", "bot")
WRITES = {
    "formgrader/api/grade/a": {"GET", "HEAD", "PUT"}, "formgrader/api/comment/a": {"GET", "HEAD", "PUT"},
    "formgrader/api/submitted_notebook/a/flag": {"POST"}, "formgrader/api/submission/a/a/autograde": {"POST"},
}  # fmt: skip
"""Where a grader can change something, and what may be asked there; elsewhere only GET and HEAD."""

REFUSED = [
    "formgrader/api/assignment/a/assign", "formgrader/api/assignment/a/release",
    "formgrader/api/assignment/a/unrelease", "formgrader/api/assignment/a/collect",
    "formgrader/api/assignment/a/generate_feedback",
    "formgrader/api/assignment/a/release_feedback", "formgrader/api/assignment/a/a/generate_feedback",
    "formgrader/api/assignment/a/a/release_feedback",
]  # fmt: skip


@pytest.fixture(scope="module")
def hub() -> Iterator[FakeHub]:
    """Knows the people of `formgrader_hub.PEOPLE`."""
    found = FakeHub()
    yield found
    found.close()


@pytest.fixture(scope="module")
def service(hub: FakeHub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The running service; gus has logged in, and has then been taken out of the group."""
    folder = tmp_path_factory.mktemp("formgrader")
    with pytest.MonkeyPatch.context() as patch:  # nbgrader looks for alembic
        patch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
        patch.chdir(folder)
        made = course(folder / "course")
        running = Service(hub, made, folder / "log")
    hub.people["token-gus"] = person("gus", "formgrade-tiny")
    running.gus = running.browser("gus")
    assert running.gus.get("formgrader/api/status").status_code == 200
    hub.people["token-gus"] = person("gus")
    yield running
    running.close()


@pytest.fixture(scope="module")
def tess(service: Service) -> Browser:
    """A teaching assistant's browser."""
    return service.browser("tess")


@pytest.fixture(scope="module")
def ines(service: Service) -> Browser:
    """An instructor's browser."""
    return service.browser("ines")


@pytest.fixture(scope="module")
def submission(tess: Browser) -> str:
    """ann's submission, graded by formgrader's button: the id of its notebook."""
    done = tess.ask("POST", "formgrader/api/submission/a/ann/autograde")
    assert json.loads(done.text)["success"], done.text
    (one,) = [one for one in tess.get("formgrader/api/submitted_notebooks/a/a").json() if one["student"] == "ann"]
    return one["id"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Application:
    """The application as the service has it."""
    login = BrowserLogin(base_url=PREFIX, api_token="x", oauth_client_id=CLIENT, api_url="http://127.0.0.1:9/hub/api")
    folder = tmp_path_factory.mktemp("application")
    (folder / "nbgrader_config.py").write_text(CONFIG)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return application(folder, login)


@pytest.fixture(scope="module")
def routes(made: Application) -> dict[str, type]:
    """An address below the prefix for each route that there is -> its handler."""
    found = [(rule.matcher.regex.pattern, rule.target) for rule in made.wildcard_router.rules]
    return {address(pattern, "a"): handler for pattern, handler in found}


def test_every_route_is_guarded_or_public(routes: dict[str, type]) -> None:
    assert len(routes) > 40
    open_ = {path for path, handler in routes.items() if not issubclass(handler, Guarded)}
    static = {path for path, handler in routes.items() if handler is StaticFileHandler}
    assert static == {"formgrader/static/x", "formgrader/fonts/x", "formgrader/submissions/components/x"}
    assert open_ - static == {"oauth_callback"}
    assert issubclass(routes["oauth_callback"], JupyterHubOAuthCallbackHandler)


@pytest.mark.parametrize("who", STRANGERS)
def test_nobody_else_gets_anything_from_any_route(service: Service, routes: dict[str, type], who: str | None) -> None:
    browser = service.browser(who)
    for path, handler in routes.items():
        if not issubclass(handler, Guarded):
            continue
        for method in METHODS:
            answer = browser.ask(method, path)
            if who is None and method == "GET":
                assert answer.status_code == 302, (who, method, path)
                assert answer.headers["Location"].startswith("/hub/api/oauth2/authorize?"), (who, method, path)
            else:
                assert answer.status_code == 403, (who, method, path, answer.status_code)


@pytest.mark.parametrize("who", ["tess", "ines"])
def test_graders_get_what_grading_needs_and_no_more(
    routes: dict[str, type], request: pytest.FixtureRequest, who: str
) -> None:
    browser = request.getfixturevalue(who)
    for path, handler in routes.items():
        if not issubclass(handler, Guarded):
            continue
        for method in (*METHODS, *MORE):
            answer = browser.ask(method, path)
            allowed = WRITES.get(path, {"GET", "HEAD"})
            if path in REFUSED or method not in allowed:
                assert answer.status_code == 403, (method, path)
                assert method == "HEAD" or "for an instructor" in answer.text, (method, path)
            else:
                assert answer.status_code in (200, 302, 400, 404, 405), (method, path, answer.status_code)
    assert {*WRITES, *REFUSED} <= set(routes)


@pytest.mark.parametrize("path", REFUSED)
def test_what_is_an_instructors_is_refused_with_a_sentence(service: Service, tess: Browser, path: str) -> None:
    answer = tess.ask("POST", path)
    assert (answer.status_code, "an instructor, in formgrader of their own server" in answer.text) == (403, True)
    assert not (service.folder / "feedback").exists()


def test_dates_and_people_stay_as_they_are(service: Service, tess: Browser) -> None:
    date = {"duedate_notimezone": "2030-01-01T00:00", "duedate_timezone": "+0000"}
    assert tess.ask("PUT", "formgrader/api/assignment/a", json=date).status_code == 403
    assert tess.ask("PUT", "formgrader/api/assignment/new", json={}).status_code == 403
    assert tess.ask("PUT", "formgrader/api/student/tess", json={"email": "t@x"}).status_code == 403
    assert not (service.folder / "source" / "new").exists()
    with Gradebook(f"sqlite:///{service.folder}/gradebook.db") as book:
        assert book.find_assignment("a").duedate is None
        assert "tess" not in {student.id for student in book.students}


def test_there_is_no_jupyter_server(tess: Browser, ines: Browser) -> None:
    modules = sorted({module for names in JUPYTER_SERVICE_HANDLERS.values() for module in names or ()})
    found = [pattern for module in modules for pattern, *_ in importlib.import_module(module).default_handlers]
    asked = {re.sub(r"\([^)]*\)", "a", pattern.replace(path_regex, "/a")).strip("/?$") for pattern in found}
    asked |= {"lab", "tree", "notebooks/a.ipynb", "terminals/1", "terminals/websocket/1", "api/terminals"}
    asked |= {"files/gradebook.db", "edit/nbgrader_config.py"}
    assert len(asked) > 30
    assert {"api/contents/a", "api/kernels", "api/terminals"} <= asked
    for browser in (tess, ines):
        for path in asked - {"", "/"}:
            for method in ("GET", "POST", "PUT"):
                assert browser.ask(method, path).status_code in (403, 404), (method, path)


def test_a_ta_marks_a_written_answer_comments_and_takes_a_flag_away(
    service: Service, tess: Browser, ines: Browser, submission: str
) -> None:
    for page in ("gradebook", "gradebook/a", "gradebook/a/a", "manage_assignments", "manage_submissions/a",
                 "manage_students", "manage_students/ann", "manage_students/ann/a"):  # fmt: skip
        for browser in (tess, ines):
            answer = browser.get(f"formgrader/{page}")
            assert (answer.status_code, "<table" in answer.text) == (200, True), page
    grades = tess.get("formgrader/api/grades", params={"submission_id": submission}).json()
    (written,) = [grade for grade in grades if grade["max_score"] == 10]
    (tested,) = [grade for grade in grades if grade["max_score"] == 5]
    assert (tested["auto_score"], written["needs_manual_grade"]) == (5, True)
    done = tess.ask("PUT", f"formgrader/api/grade/{written['id']}", json={"manual_score": 7})
    assert (done.json()["manual_score"], done.json()["needs_manual_grade"]) == (7, False)
    comments = tess.get("formgrader/api/comments", params={"submission_id": submission}).json()
    (comment,) = [comment for comment in comments if comment["name"] == "answer"]
    tess.ask("PUT", f"formgrader/api/comment/{comment['id']}", json={"manual_comment": "Name the law."})
    assert tess.ask("POST", f"formgrader/api/submitted_notebook/{submission}/flag").json()["flagged"] is True
    assert ines.ask("POST", f"formgrader/api/submitted_notebook/{submission}/flag").json()["flagged"] is False
    with Gradebook(f"sqlite:///{service.folder}/gradebook.db") as book:
        assert book.find_submission_notebook_by_id(submission).written_score == 7
        assert book.find_comment_by_id(comment["id"]).comment == "Name the law."
    said = [json.loads(line) for line in service.log.read_text().splitlines() if line.startswith('{"level"')]
    (line,) = [line for line in said if line["path"].endswith(f"grade/{written['id']}")]
    assert (line["user"], line["status"]) == ("tess", 200)


def test_marks_that_others_write_meanwhile_are_seen(service: Service, tess: Browser, submission: str) -> None:
    before = tess.get("formgrader/api/grades", params={"submission_id": submission}).json()
    (tested,) = [grade for grade in before if grade["max_score"] == 5]
    with Gradebook(f"sqlite:///{service.folder}/gradebook.db") as book:
        book.find_grade_by_id(tested["id"]).auto_score = 4
        book.db.commit()
    assert tess.get(f"formgrader/api/grade/{tested['id']}").json()["auto_score"] == 4


def test_grading_holds_up_nobody(service: Service, tess: Browser, ines: Browser) -> None:
    with ThreadPoolExecutor(1) as pool:
        graded = pool.submit(tess.ask, "POST", "formgrader/api/submission/a/ben/autograde")
        answers = 0
        while not graded.done():
            assert ines.get("formgrader/api/status").json() == {"status": True}
            answers += not graded.done()
        assert answers > 1, "the server answered while a submission was graded"
        assert json.loads(graded.result().text)["success"], graded.result().text
    assert (service.folder / "autograded" / "ben" / "a" / "a.ipynb").is_file()


@pytest.mark.parametrize("student", ["nobody", "*", "--help", "a%2Fb", "..%2Fann"])
def test_what_was_not_collected_is_not_graded(tess: Browser, student: str) -> None:
    assert tess.ask("POST", f"formgrader/api/submission/a/{student}/autograde").status_code == 404


# --------------------------------------------------------------------------------------------------------- attacks


def scripts(page: str) -> list[str]:
    """The scripts of a page that its policy lets run."""
    return re.findall(r"<script[^>]*nonce=[^>]*>", page)


def test_nothing_of_a_students_runs_in_the_graders_browser(tess: Browser, submission: str) -> None:
    answer = tess.get(f"formgrader/submissions/{submission}/")
    policy = answer.headers["Content-Security-Policy"]
    (nonce,) = re.findall("'nonce-([^']+)'", policy)
    assert "script-src 'nonce-" in policy and "unsafe-inline" not in policy.split("style-src")[0]
    head, _, body = answer.text.partition('<div class="panel panel-default">')
    assert scripts(head) == re.findall("<script[^>]*>", head)
    assert all(nonce in script for script in scripts(head))
    assert "data-link" not in head.partition("<body>")[2] and "ann" in head, "there is no notebook to open"
    assert "<strong>It commutes.</strong>" in body
    assert "It commutes." in body and "Because addition commutes." in body, "the answer, and the model answer"
    assert re.findall(r"<script|<iframe|<[^>]*\son\w+=|href=.javascript", body) == []
    assert tess.get(f"formgrader/submissions/{submission}/").headers["Content-Security-Policy"] != policy


@pytest.mark.parametrize(("mark", "marked"), [(handlers._FIRST, 1), ("", 0)])
def test_no_script_runs_on_a_page_whose_students_part_cannot_be_told(
    monkeypatch: pytest.MonkeyPatch, mark: str, marked: int
) -> None:
    page, written = handlers.SubmissionPage.__new__(handlers.SubmissionPage), []
    monkeypatch.setattr(page, "set_header", lambda *_: None)
    monkeypatch.setattr(handlers.handlers.SubmissionHandler, "write", lambda _, text: written.append(text))
    page.write(f"<script>ours()</script>{mark}{SCRIPT}")
    assert len(scripts(written[0])) == marked and SCRIPT in written[0]


def test_files_of_a_submission_are_looked_at_or_saved_and_never_pages(tess: Browser, submission: str) -> None:
    page = tess.get(f"formgrader/submissions/{submission}/evil.html")
    assert (page.status_code, page.text) == (200, SCRIPT)
    assert page.headers["Content-Security-Policy"].startswith("sandbox")
    assert page.headers["Content-Disposition"].startswith("attachment")
    picture = tess.get(f"formgrader/submissions/{submission}/plot.png")
    assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/png")
    assert picture.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    ["..%2f..%2f..%2fgradebook.db", "%2e%2e/%2e%2e/ben/a/a.ipynb", "..%2f..%2fben%2fa%2fa.ipynb", "%2fetc%2fpasswd",
     ".%2fa.ipynb", "..\\..\\x", ".ipynb_checkpoints/a.ipynb", "nothing", "%00"],
)  # fmt: skip
def test_no_file_from_outside_is_served(service: Service, tess: Browser, submission: str, path: str) -> None:
    raw = httpx.URL(service.host, raw_path=f"{PREFIX}formgrader/submissions/{submission}/{path}".encode())
    assert tess.http.get(raw).status_code in (400, 404)


def test_a_link_in_a_graded_folder_leads_nowhere(service: Service, tess: Browser, submission: str) -> None:
    link = service.folder / "autograded" / "ann" / "a" / "link.txt"
    link.symlink_to(service.folder / "source" / "a" / "a.ipynb")
    assert tess.get(f"formgrader/submissions/{submission}/link.txt").status_code == 404


@pytest.mark.parametrize("page", ["manage_submissions/{}", "gradebook/{}", "gradebook/a/{}", "manage_students/{}"])
def test_a_name_in_an_address_is_no_way_into_a_page(tess: Browser, page: str) -> None:
    for name in ("%3Cscript%3E", "%22-alert(1)-%22", "%2e%2e%2f%2e%2e", "a%0a"):
        answer = tess.get("formgrader/" + page.format(name))
        assert answer.status_code == 404, (page, name)
        assert "alert" not in answer.text and "<script" not in answer.text
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_no_folder_is_taken_for_a_configuration(service: Service, tess: Browser, tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    answer = tess.get("formgrader", params={"path": str(tmp_path)})
    assert answer.headers["Location"].endswith("/formgrader/gradebook")
    assert not (tmp_path / "ran").exists()


def test_another_site_changes_nothing(service: Service, tess: Browser, ines: Browser, submission: str) -> None:
    flag = f"formgrader/api/submitted_notebook/{submission}/flag"
    before = tess.get("formgrader/api/submitted_notebooks/a/a").json()
    strange = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}
    other = ines.http.cookies.get("_xsrf", path=PREFIX)
    tries: list[dict[str, Any]] = [
        {"xsrf": False}, {"xsrf": False, "headers": strange}, {"xsrf": False, "headers": {"X-CSRFToken": "forged"}},
        {"xsrf": False, "headers": {"X-CSRFToken": other}}, {"xsrf": False, "params": {"_xsrf": other}},
    ]  # fmt: skip
    for one in tries:
        assert tess.ask("POST", flag, **one).status_code == 403, one
    read = tess.ask("GET", "formgrader/api/students", xsrf=False, headers=strange)
    assert read.status_code != 200
    assert "Access-Control-Allow-Origin" not in read.headers
    assert tess.get("formgrader/api/submitted_notebooks/a/a").json() == before
    assert tess.ask("GET", "formgrader/api/students", headers={"Sec-Fetch-Mode": "cors"}).status_code == 200, "control"


def test_only_the_hubs_login_counts(service: Service, tess: Browser) -> None:
    page = "formgrader/gradebook"
    for headers in ({"Authorization": "token token-tess"}, {"Authorization": "Bearer token-tess"}):
        assert service.browser().ask("GET", page, headers=headers).status_code == 302
    assert service.browser().get(page, params={"token": "token-tess"}).status_code == 302
    good = tess.http.cookies.get(CLIENT, path=PREFIX)
    assert good and tess.get(page).status_code == 200, "control"
    for forged in ("token-tess", good[:-1] + ("0" if good[-1] != "0" else "1"), good.replace("|1:0|", "|1:1|", 1), ""):
        browser = service.browser()
        browser.http.cookies.set(CLIENT, forged, path=PREFIX)
        assert browser.get(page).status_code == 302, forged


def test_a_login_needs_its_own_state_and_a_code_of_the_hubs(service: Service, hub: FakeHub) -> None:
    attacker, victim = service.browser(), service.browser()
    away = attacker.http.get("formgrader/gradebook").headers["Location"]
    state = httpx.URL(away).params["state"]
    assert victim.http.get("oauth_callback", params={"code": "code-tess", "state": state}).status_code == 403
    for params in ({}, {"code": "code-tess"}, {"code": "code-tess", "state": "x"}, {"error": "<script>"}):
        assert victim.http.get("oauth_callback", params=params).status_code in (400, 403)
    assert service.browser().login("stranger").status_code == 500
    assert victim.get("formgrader/gradebook").status_code == 302
    assert all(form["redirect_uri"] == f"{PREFIX}oauth_callback" for form in hub.exchanges)
    if hasattr(HubOAuth, "pkce_enabled"):  # since JupyterHub 6
        assert all("code_verifier" in form for form in hub.exchanges), "a code that is stolen buys nothing"


def test_a_token_that_ended_lets_nobody_in(service: Service, hub: FakeHub) -> None:
    hub.people["token-eve"] = {**hub.people["token-tess"], "name": "eve"}
    browser = service.browser()
    away = browser.http.get("formgrader/gradebook").headers["Location"]
    del hub.people["token-eve"]
    answer = {"code": "code-eve", "state": httpx.URL(away).params["state"]}
    assert browser.http.get("oauth_callback", params=answer).is_error
    assert browser.get("formgrader/gradebook").status_code == 302


def test_somebody_who_was_removed_is_out_before_long(service: Service) -> None:
    began = time.monotonic()
    while service.gus.get("formgrader/api/status").status_code == 200:
        assert time.monotonic() - began < 2 * formgrader.BELIEVED
        time.sleep(0.2)
    assert service.gus.get("formgrader/api/status").status_code == 403


# ------------------------------------------------------------------------------------------------- what the hub is told


def test_the_entry_for_the_hub(tmp_path: Path) -> None:
    entry = formgrader.service("tiny", tmp_path, "http://127.0.0.1:9021", {"PATH": "/bin"})
    assert entry["command"][1:] == ["-P", "-m", "tito.hub.formgrader", "--course", str(tmp_path)]
    assert (entry["name"], entry["environment"]) == ("formgrader-tiny", {"PATH": "/bin"})
    assert not {"admin", "api_token", "oauth_client_allowed_scopes"} & set(entry), "no right at the hub"
    (role,) = formgrader.roles("tiny")
    assert role["groups"] == ["formgrade-tiny", "instructor-tiny"]
    assert role["scopes"] == ["access:services!service=formgrader-tiny"]
    assert "services" not in role


@pytest.mark.parametrize("missing", ["JUPYTERHUB_API_TOKEN", "JUPYTERHUB_SERVICE_URL", "JUPYTERHUB_CLIENT_ID"])
def test_what_the_hub_has_not_said_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, missing: str) -> None:
    for name in program.NEEDED:
        monkeypatch.setenv(name, "http://127.0.0.1:9021")
    monkeypatch.delenv(missing)
    said = CliRunner().invoke(program.app, ["--course", str(tmp_path)])
    assert (said.exit_code, said.stderr.strip()) == (
        1, f"{missing} is not set: JupyterHub sets it for a service that it starts.",
    )  # fmt: skip
