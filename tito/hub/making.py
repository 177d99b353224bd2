"""Whose room holds what, on one hub."""

import os
from collections.abc import Mapping
from pathlib import Path

from tito.hub import owners
from tito.hub.courses import HubCourse
from tito.hub.rooms import Room
from tito.hub.setup import Setup


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
