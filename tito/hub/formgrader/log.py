"""One line of JSON for each change that a grader makes; nbgrader's tables have no place for who gave a mark."""

import logging
import sys
from typing import TYPE_CHECKING

from pythonjsonlogger.json import JsonFormatter

if TYPE_CHECKING:
    from jupyter_server.base.handlers import JupyterHandler

log = logging.getLogger("tito.hub.formgrader")


def start() -> None:
    """Write lines to standard output, where the hub's own log goes."""
    handler = logging.StreamHandler(sys.stdout)
    names = {"levelname": "level", "name": "logger"}
    handler.setFormatter(JsonFormatter("{levelname}{name}{message}", style="{", rename_fields=names, timestamp=True))
    log.handlers, log.propagate = [handler], False
    log.setLevel(logging.INFO)


def changed(handler: "JupyterHandler") -> None:
    """Log a request that was to change something, whoever it came from, and what became of it."""
    user = getattr(handler, "_jupyter_current_user", None)
    log.info(
        "change", extra={
            "user": user.username if user else None, "method": handler.request.method, "path": handler.request.path,
            "status": handler.get_status(),
        },
    )  # fmt: skip
