"""A hub that knows some tokens: a real HTTP server on loopback, for what asks the hub who somebody is."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

FORBIDDEN = (403, {"status": 403, "message": "Forbidden"})
"""JupyterHub's answer to a token that it does not know."""


class LocalHub:
    """Serves until `close`; `people` may be changed while it runs.

    Args:
        people: name -> what JupyterHub says of them at /hub/api/user; their token is `token-NAME`.
    """

    def __init__(self, people: dict[str, Any]) -> None:
        self.people: dict[str, Any] = {f"token-{name}": model for name, model in people.items()}
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

    def user(self, path: str, authorization: str) -> tuple[int, Any]:
        """The answer to GET: whose token this is; bytes are sent as they are."""
        model = self.people.get(authorization.removeprefix("Bearer ").removeprefix("token "))
        return FORBIDDEN if path != "/hub/api/user" or model is None else (200, model)

    def token(self, form: dict[str, str]) -> tuple[int, Any]:
        """The answer to POST."""
        return 404, {}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._say(*hub.user(self.path, self.headers.get("Authorization", "")))

            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self._say(*hub.token({name: values[0] for name, values in form.items()}))

            def _say(self, status: int, answer: Any) -> None:
                body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments: Any) -> None:
                pass

        return Handler
