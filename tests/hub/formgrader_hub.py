"""A hub that logs people in by OAuth as JupyterHub does: an HTTP server with the two addresses that a service asks."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

CLIENT = "service-formgrader-tiny"
SCOPES = ["access:services!service=formgrader-tiny"]


def person(name: str, *groups: str, **more: Any) -> dict[str, Any]:
    """What JupyterHub says of a user at /hub/api/user."""
    return {"name": name, "kind": "user", "admin": False, "groups": list(groups), "scopes": SCOPES, **more}


PEOPLE = {
    "tess": person("tess", "formgrade-tiny"),
    "ines": person("ines", "instructor-tiny"),
    "ada": person("ada", "nbgrader-tiny"),
    "otto": person("otto", "formgrade-other", "instructor-other", "nbgrader-tiny"),
    "admin": person("admin", admin=True),
    "narrow": person("tess", "formgrade-tiny", scopes=["access:services!service=exchange"]),
    "bot": person("bot", "formgrade-tiny", kind="service"),
}
"""A name of ours -> who that is on the hub; the code `code-NAME` buys the token `token-NAME`."""


class FakeHub:
    """Serves until `close`; `people` may be changed while it runs."""

    def __init__(self) -> None:
        self.people: dict[str, Any] = {f"token-{name}": model for name, model in PEOPLE.items()}
        self.secret = "the service's own token"
        self.exchanges: list[dict[str, str]] = []
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

    def user(self, authorization: str) -> tuple[int, Any]:
        """JupyterHub answers 403 to a token that it does not know."""
        model = self.people.get(authorization.removeprefix("token "))
        return (403, {"status": 403, "message": "Forbidden"}) if model is None else (200, model)

    def token(self, form: dict[str, str]) -> tuple[int, Any]:
        """The token for a code; the service proves who it is with its own."""
        self.exchanges.append(form)
        token = form.get("code", "").replace("code-", "token-")
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, self.secret) or token not in self.people:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": token, "token_type": "Bearer"}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                known = self.path == "/hub/api/user"
                self._say(*(hub.user(self.headers.get("Authorization", "")) if known else (404, {})))

            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self._say(*hub.token({name: values[0] for name, values in form.items()}))

            def _say(self, status: int, model: Any) -> None:
                body = json.dumps(model).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments: Any) -> None:
                pass

        return Handler
