"""A hub that knows some tokens: a real HTTP server with the one address that the exchange asks."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SCOPES = ["access:services!service=exchange"]


def user(name: str, *groups: str, **more: Any) -> dict[str, Any]:
    """What JupyterHub says of a user at /hub/api/user."""
    return {"name": name, "kind": "user", "admin": False, "groups": list(groups), "scopes": SCOPES, **more}


PEOPLE = {
    "ada": user("ada", "nbgrader-tiny"),
    "ben": user("ben", "nbgrader-tiny"),
    "tess": user("tess", "formgrade-tiny"),
    "ines": user("ines", "instructor-tiny"),
    "sam": user("sam", "nbgrader-other"),
    "otto": user("otto", "instructor-other"),
    "nobody": user("nobody"),
    "admin": user("admin", admin=True),
    "narrow": user("ada", "nbgrader-tiny", scopes=["users:activity!user=ada"]),
    "path": user("..", "nbgrader-tiny"),
    "bot": user("formgrade-tiny", "instructor-tiny", kind="service", admin=True),
}


class StubHub:
    """Serves until `close`; `people` and `broken` may be changed while it runs."""

    def __init__(self) -> None:
        self.people: dict[str, Any] = {f"token-{name}": model for name, model in PEOPLE.items()}
        self.broken: tuple[int, bytes] | None = None
        self.asked = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/hub/api"

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, path: str, authorization: str) -> tuple[int, bytes]:
        """JupyterHub answers 403 to a token that it does not know."""
        self.asked += 1
        if self.broken:
            return self.broken
        model = self.people.get(authorization.removeprefix("Bearer "))
        if path != "/hub/api/user" or model is None:
            return 403, b'{"status": 403, "message": "Forbidden"}'
        return 200, json.dumps(model).encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                status, body = hub.answer(self.path, self.headers.get("Authorization", ""))
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments: Any) -> None:
                pass

        return Handler
