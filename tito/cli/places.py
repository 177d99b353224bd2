"""The options of `tito backup` and `tito restore` that name where things are."""

import inspect
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from tito.backup.places import Asked

Folder = Path | None
Url = str | None


def _asked(
    gradebook_database: Annotated[
        Url, typer.Option(metavar="URL", help="left out: the one that nbgrader_config.py names")
    ] = None,
    hub: Annotated[
        Folder, typer.Option(metavar="FOLDER", help="the hub's state; left out: hub/state, if it is there")
    ] = None,
    hub_database: Annotated[
        Url,
        typer.Option(
            metavar="URL", envvar="TITO_HUB_DATABASE", help="as for the hub; left out: jupyterhub.sqlite in its state"
        ),
    ] = None,
    exchange: Annotated[
        Folder,
        typer.Option(
            metavar="FOLDER", envvar="TITO_EXCHANGE_FOLDER",
            help="as in tito exchange serve; left out: exchange here or in the hub's state",
        ),
    ] = None,
    exchange_database: Annotated[
        Url, typer.Option(metavar="URL", envvar="TITO_EXCHANGE_DATABASE", help="likewise")
    ] = None,
    exchange_storage: Annotated[
        Url, typer.Option(metavar="URL", envvar="TITO_EXCHANGE_STORAGE", help="likewise")
    ] = None,
) -> "Asked":  # fmt: skip
    from tito.backup.places import Asked  # students' machines lack what it needs

    return Asked(
        exchange=exchange, exchange_database=exchange_database, exchange_storage=exchange_storage,
        hub=hub, hub_database=hub_database, gradebook_database=gradebook_database,
    )  # fmt: skip


def names_places(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command these options; what they name comes to it as its argument `asked`."""
    own, options = inspect.signature(command).parameters, inspect.signature(_asked).parameters

    def run(**given: Any) -> None:
        asked = _asked(**{name: given.pop(name) for name in options})
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does, and tidies up
        try:
            command(asked=asked, **given)
        finally:
            signal.signal(signal.SIGTERM, before)

    shown = [*(one for name, one in own.items() if name != "asked"), *options.values()]
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    run.__signature__ = inspect.Signature(shown)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in shown}
    return run
