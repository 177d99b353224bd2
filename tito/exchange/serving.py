"""Running the service until the hub stops it."""

import resource

import uvicorn

from tito.exchange import logs
from tito.exchange.app import create_app, open_store
from tito.exchange.settings import Settings

_IDLE = 60  # seconds: longer than clients keep a connection, lest one is closed while a request is on its way


def serve(settings: Settings) -> None:
    """Serve in this process.

    Raises:
        ExchangeServiceError: database or files cannot be opened.
    """
    logs.start()
    _allow_connections()
    store = open_store(settings)
    uvicorn.run(
        create_app(settings, store), host=settings.host, port=settings.port, log_config=None, access_log=False,
        proxy_headers=False, server_header=False, timeout_keep_alive=_IDLE,
    )  # fmt: skip


def _allow_connections() -> None:
    """As many open files as the system lets this process have: a class that submits at once needs over a thousand."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
