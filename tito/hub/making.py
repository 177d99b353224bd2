"""Whose room holds what, on one hub."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tito.hub import formgrader, owners
from tito.hub.courses import HubCourse
from tito.hub.rooms import Room, program
from tito.hub.setup import Setup
from tito.hub.tether import tethered

_EXCHANGE = "TITO_EXCHANGE_"
_DECIDED = (f"{_EXCHANGE}URL", f"{_EXCHANGE}FOLDER")  # by the hub


def exchange(setup: Setup) -> dict[str, Any]:
    """The exchange, as an entry of `c.JupyterHub.services`.

    JupyterHub hands a service next to nothing of its own environment, so the variables that set the exchange up are
    named here.
    """
    chosen = {name: value for name, value in os.environ.items() if name.startswith(_EXCHANGE) and name not in _DECIDED}
    return {
        "name": "exchange",
        "url": f"http://127.0.0.1:{setup.ports.exchange}",
        "command": tethered([program("tito"), "exchange", "serve", "--folder", str(setup.exchange)]),
        "environment": chosen,
        "oauth_no_confirm": True,
        "display": False,  # it has no page that a person could open
    }


def room(
    setup: Setup,
    name: str,
    taught: tuple[HubCourse, ...] = (),
    limits: Mapping[str, int] | None = None,
    homes: Path | None = None,
) -> Room:
    """The room of a student, or of somebody who works in the folders of courses.

    Args:
        homes: where the home lies; left out, among those of the users.

    Raises:
        HubError: the courses' folders have several owners.
    """
    place = homes or setup.homes
    staff = owners.staff(course.folder for course in taught) if taught else None
    owner = owners.home(place, name, staff)
    shown = [setup.folder / "etc", setup.folder / "share"]
    if data := os.environ.get("TITO_DATA"):
        shown.append(Path(data))
    hidden = (setup.state, *(course.folder for course in setup.courses))
    record = setup.state / "rooms" / name
    return Room(name, owner, place / name, record, taught, tuple(shown), hidden, limits or {})


def graders(setup: Setup, course: HubCourse, port: int) -> dict[str, Any]:
    """The service in which a course's teaching assistants grade, as an entry of `c.JupyterHub.services`.

    It runs in a room, since the course's configuration is an instructor's program.
    """
    url = f"http://127.0.0.1:{port}"
    if not setup.isolated:
        entry = formgrader.service(course.id, course.folder, url)
        return entry | {"command": tethered(entry["command"])}
    place = room(setup, formgrader.name(course.id), (course,), homes=setup.state / "services")
    entry = formgrader.service(course.id, Path(place.folder(course)), url, {"HOME": place.inner_home})
    return entry | {"command": tethered(place.command(entry["command"]))}
