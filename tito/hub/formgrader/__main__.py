"""`python -m tito.hub.formgrader --course FOLDER`, which the hub starts with its variables in the environment."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from tito.errors import TitoError
from tito.hub.formgrader import BELIEVED, log
from tito.hub.formgrader.app import FormgraderError, application
from tito.hub.formgrader.identity import BrowserLogin

NEEDED = (
    "JUPYTERHUB_API_TOKEN", "JUPYTERHUB_API_URL", "JUPYTERHUB_SERVICE_PREFIX", "JUPYTERHUB_SERVICE_URL",
    "JUPYTERHUB_CLIENT_ID", "JUPYTERHUB_OAUTH_ACCESS_SCOPES",
)  # fmt: skip
"""Variables of the environment that the hub sets."""

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(course: Annotated[Path, typer.Option(help="the course's folder", exists=True, file_okay=False)]) -> None:
    """Serve formgrader to the graders of a course until the hub stops it."""
    try:
        asyncio.run(_serve(course.resolve()))
    except TitoError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from None


async def _serve(course: Path) -> None:
    host, port = _place()
    log.start()
    os.chdir(course)
    made = application(course, BrowserLogin(cache_max_age=BELIEVED))
    made.listen(port, host, xheaders=True)
    await asyncio.Event().wait()


def _place() -> tuple[str, int]:
    """Where to listen.

    Raises:
        FormgraderError: a variable of the hub's is missing or makes no sense.
    """
    for name in NEEDED:
        if not os.environ.get(name):
            raise FormgraderError(f"{name} is not set: JupyterHub sets it for a service that it starts.")
    place = urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"])
    if not place.hostname or not place.port:
        raise FormgraderError("JUPYTERHUB_SERVICE_URL names no host and port, such as http://127.0.0.1:9020.")
    return place.hostname, place.port


if __name__ == "__main__":
    app()
