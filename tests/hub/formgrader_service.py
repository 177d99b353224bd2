"""The service as the hub starts it, and browsers in which the hub has logged somebody in."""

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import nbformat
from formgrader_hub import CLIENT, SCOPES, FakeHub
from nbformat import NotebookNode

from tests.conftest import ROOT
from tests.plugins.plugin_course import generate

PREFIX = "/services/formgrader-tiny/"
CONFIG = """\
from tito.plugins import use_judge
c = get_config()
c.CourseDirectory.course_id = "tiny"
use_judge(c)
"""
SCRIPT = "<script>document.title = 'taken'</script>"


def course(folder: Path) -> Path:
    """A course of one assignment, `a`, which ann and ben have handed in."""
    folder.mkdir()
    desk = generate(folder)
    (folder / "nbgrader_config.py").write_text(CONFIG)
    for student in ("ann", "ben"):
        place = folder / "submitted" / student / "a"
        place.mkdir(parents=True)
        nbformat.write(handed_in(desk.released()), place / "a.ipynb")
        (place / "evil.html").write_text(SCRIPT)
        (place / "plot.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return folder


def handed_in(node: NotebookNode) -> NotebookNode:
    """What a student hands in who would like to run scripts in a grader's browser."""
    cells = {cell.metadata["nbgrader"]["grade_id"]: cell for cell in node.cells if "nbgrader" in cell.metadata}
    cells["add"].source = (
        "def add(a, b):\n    return a + b\n\n"
        "from IPython.display import HTML, Javascript, display\n"
        f"display(HTML({SCRIPT!r}), Javascript('document.title = 1'))\n"
        "display({'image/png': 'iVBORw0KGgo='}, raw=True, metadata={'image/png': {'width': '1 onerror=alert(1)'}})"
    )
    cells["answer"].source = f"**It commutes.** {SCRIPT} [look](javascript:alert(1)) <img src=x onerror=alert(1)>"
    return node


class Service:
    """A process of the service's; `client` is a browser in which nobody is logged in."""

    def __init__(self, hub: FakeHub, folder: Path, log: Path) -> None:
        self.folder, self.hub, self.log = folder, hub, log
        self._browsers: list[Browser] = []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.host = f"http://127.0.0.1:{probe.getsockname()[1]}"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tito.hub.formgrader", "--course", str(folder)],
                env=self._environment(), stdout=output, stderr=output, cwd=ROOT,
            )  # fmt: skip
        self._wait()

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ, "PYTHONPATH": str(ROOT), "JUPYTER_PLATFORM_DIRS": "1", "HOME": str(self.folder),
            "JUPYTERHUB_API_TOKEN": self.hub.secret, "JUPYTERHUB_API_URL": self.hub.api,
            "JUPYTERHUB_SERVICE_URL": self.host, "JUPYTERHUB_SERVICE_PREFIX": PREFIX, "JUPYTERHUB_CLIENT_ID": CLIENT,
            "JUPYTERHUB_OAUTH_ACCESS_SCOPES": f'["{SCOPES[0]}"]', "TITO_EXCHANGE_URL": "http://127.0.0.1:9/",
        }  # fmt: skip

    def _wait(self) -> None:
        for _ in range(6000):
            assert self._process.poll() is None, self.log.read_text()
            try:
                httpx.get(self.host, trust_env=False)
                return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError(self.log.read_text())

    def close(self) -> None:
        for browser in self._browsers:
            browser.http.close()
        self._process.terminate()
        self._process.wait(20)

    def browser(self, who: str | None = None) -> "Browser":
        """A browser, in which the hub has logged `who` in."""
        made = Browser(self)
        self._browsers.append(made)
        if who is not None:
            assert made.login(who).status_code == 302
        return made


class Browser:
    """Requests as a browser sends them: cookies, and the header that formgrader's scripts take from one."""

    def __init__(self, service: Service) -> None:
        self.http = httpx.Client(base_url=service.host + PREFIX, trust_env=False, timeout=120)

    def login(self, who: str) -> httpx.Response:
        """From a page to the hub and back, with the code that the hub gives `who`; the answer to the code."""
        away = self.http.get("formgrader/gradebook")
        assert (away.status_code, urlsplit(away.headers["Location"]).path) == (302, "/hub/api/oauth2/authorize")
        asked = parse_qs(urlsplit(away.headers["Location"]).query)
        return self.http.get("oauth_callback", params={"code": f"code-{who}", "state": asked["state"][0]})

    def ask(self, method: str, path: str, xsrf: bool = True, **more: Any) -> httpx.Response:
        """One request."""
        token = self.http.cookies.get("_xsrf", path=PREFIX) if xsrf else None
        headers = {**({"X-CSRFToken": token} if token else {}), **more.pop("headers", {})}
        return self.http.request(method, path, headers=headers, **more)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("GET", path, **more)


def address(pattern: str, submission: str) -> str:
    """An address that a route matches, below the service's prefix."""
    text = pattern.removeprefix("^").removesuffix("$").replace("\\-", "-").removeprefix(PREFIX.rstrip("/"))
    text = text.replace(r"(?P<submission_id>[^/]+)", submission)
    text = re.sub(r"\(\?P<action>[^)]*\)", "next", text)
    return text.replace("(.*)", "x").replace("([^/]+)", "a").replace("/.*", "/x").replace("/?", "").lstrip("/")
