"""Running the service until the hub stops it."""

import uvicorn

from tito.exchange import logs
from tito.exchange.app import create_app, open_store
from tito.exchange.settings import Settings


def serve(settings: Settings) -> None:
    """Serve in this process.

    Raises:
        ExchangeServiceError: database or files cannot be opened.
    """
    logs.start()
    store = open_store(settings)
    uvicorn.run(
        create_app(settings, store), host=settings.host, port=settings.port, log_config=None, access_log=False,
        proxy_headers=False, server_header=False,
    )  # fmt: skip
