"""Somebody's browser on a hub: logs in, starts their server, and runs code in it."""

import json
import re
import time
import uuid
from types import TracebackType
from typing import Any

import httpx
import websocket

PATIENCE = 300  # seconds; machines that run tests do other things as well


class Browser:
    """One person, by HTTP alone, with cookies as a browser has them."""

    def __init__(self, url: str, name: str, password: str) -> None:
        self.url, self.name, self._password = url, name, password
        self.http = httpx.Client(base_url=url, trust_env=False, follow_redirects=True, timeout=120)
        self._token = ""

    def __enter__(self) -> "Browser":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.http.close()

    def xsrf(self, path: str = "/hub/") -> str:
        """The cookie that a page of the hub's sends along with what it posts."""
        cookies = [cookie for cookie in self.http.cookies.jar if cookie.name == "_xsrf" and cookie.path == path]
        return cookies[-1].value or "" if cookies else ""

    def login(self) -> httpx.Response:
        """Fill in the form."""
        page = self.http.get("/hub/login")
        assert "password" in page.text
        form = {"username": self.name, "password": self._password, "_xsrf": self.xsrf()}
        return self.http.post("/hub/login?next=/hub/home", data=form)

    def api(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Ask the hub's API, as its pages do."""
        headers = {"X-XSRFToken": self.xsrf(), "Referer": f"{self.url}/hub/home"}
        return self.http.request(method, f"/hub/api{path}", headers=headers, **more)

    def start(self) -> None:
        """Start the server, and wait for it."""
        answer = self.api("POST", f"/users/{self.name}/server")
        assert answer.status_code in (201, 202), answer.text
        until = time.monotonic() + PATIENCE
        while not self.model()["servers"].get("", {}).get("ready"):
            assert time.monotonic() < until, "the server does not come up"
            assert self.model()["servers"], "the server ended"
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop the server, and wait until it is gone."""
        assert self.api("DELETE", f"/users/{self.name}/server").status_code in (202, 204)
        until = time.monotonic() + PATIENCE
        while self.model()["servers"]:
            assert time.monotonic() < until
            time.sleep(0.1)

    def model(self) -> dict[str, Any]:
        """What the hub says of this person."""
        answer = self.api("GET", f"/users/{self.name}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    @property
    def token(self) -> str:
        """A token of their own, with all their rights."""
        if not self._token:
            answer = self.api("POST", f"/users/{self.name}/tokens", json={"note": "test"})
            assert answer.status_code in (200, 201), answer.text
            self._token = answer.json()["token"]
        return self._token

    def ask(self, path: str, method: str = "GET", whose: str | None = None, **more: Any) -> httpx.Response:
        """Ask a server, one's own or another's, with one's token and no cookie."""
        headers = {"Authorization": f"Bearer {self.token}"}
        url = f"{self.url}/user/{whose or self.name}{path}"
        return httpx.request(method, url, headers=headers, trust_env=False, timeout=120, **more)

    def run(self, code: str) -> str:
        """What a cell prints, run in a new kernel of one's own server; its error, if it ends so."""
        with Kernel(self) as kernel:
            return kernel.run(code)


class Kernel:
    """A kernel of somebody's own server, to which the browser talks."""

    def __init__(self, browser: Browser) -> None:
        answer = browser.ask("/api/kernels", "POST", json={"name": "python3"})
        assert answer.status_code == 201, answer.text
        self._browser, self._path = browser, f"/api/kernels/{answer.json()['id']}"
        self._session = uuid.uuid4().hex
        host = browser.url.partition("://")[2]
        path = f"/user/{browser.name}{self._path}/channels"
        self._socket = websocket.create_connection(
            f"ws://{host}{path}?session_id={self._session}", header=[f"Authorization: Bearer {browser.token}"],
            timeout=PATIENCE, subprotocols=[],
        )  # fmt: skip

    def __enter__(self) -> "Kernel":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._socket.close()
        self._browser.ask(self._path, "DELETE")

    def messages(self, code: str) -> list[dict[str, Any]]:
        """All that the kernel publishes while it runs the code."""
        number = uuid.uuid4().hex
        self._send(number, code)
        found = []
        while True:
            message = json.loads(self._socket.recv())
            if message["parent_header"].get("msg_id") != number or message["channel"] != "iopub":
                continue
            found.append(message)
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return found

    def run(self, code: str) -> str:
        """What the code prints, and its error."""
        text = ""
        for message in self.messages(code):
            content = message["content"]
            text += content["text"] if message["msg_type"] == "stream" else ""
            if message["msg_type"] == "error":
                text += re.sub(r"\x1b\[[0-9;]*m", "", f"{content['ename']}: {content['evalue']}")
        return text

    def _send(self, number: str, code: str) -> None:
        header = {
            "msg_id": number, "username": "", "session": self._session, "msg_type": "execute_request",
            "version": "5.3", "date": "2026-01-01T00:00:00Z",
        }  # fmt: skip
        content = {"code": code, "silent": False, "store_history": False, "user_expressions": {},
                   "allow_stdin": False, "stop_on_error": True}  # fmt: skip
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content,
                   "channel": "shell", "buffers": []}  # fmt: skip
        self._socket.send(json.dumps(message))
