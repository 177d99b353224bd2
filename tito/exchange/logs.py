"""One line of JSON for each request, and for each thing that happened; no token ever stands in one."""

import logging
import sys
import time
from typing import Any

from pythonjsonlogger.json import JsonFormatter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("tito.exchange")


def start() -> None:
    """Write lines to standard output, where the hub's own log goes."""
    handler = logging.StreamHandler(sys.stdout)
    names = {"levelname": "level", "name": "logger"}
    handler.setFormatter(JsonFormatter("{levelname}{name}{message}", style="{", rename_fields=names, timestamp=True))
    for logger in (log, logging.getLogger("uvicorn.error")):
        logger.handlers = [handler]
        logger.setLevel(logging.INFO)
        logger.propagate = False


def happened(what: str, **facts: Any) -> None:
    """Log an event."""
    log.info(what, extra=facts)


class RequestLog:
    """ASGI middleware: method, path, answer, duration, and who asked."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.monotonic()
        status = 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            _line(scope, status, time.monotonic() - began)


def _line(scope: Scope, status: int, seconds: float) -> None:
    person = scope.get("state", {}).get("person")
    happened(
        "request", method=scope["method"], path=scope["path"], status=status, ms=round(1000 * seconds, 1),
        user=person.name if person else None,
    )  # fmt: skip
