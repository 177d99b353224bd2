"""Who somebody is: what the hub says of their token, and nothing else."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from tito.exchange.errors import Refused
from tito.exchange.models import Role
from tito.exchange.names import plain

_MOST = 10_000  # tokens that are remembered
_STRANGER = "The hub does not know this token: start your server again, or ask for a new token."
_NO_HUB = "The hub cannot say who you are just now: nothing was done; try again."
_GROUPS = {
    "nbgrader-": frozenset({Role.STUDENT}),
    "formgrade-": frozenset({Role.GRADER}),
    "instructor-": frozenset({Role.INSTRUCTOR, Role.GRADER}),
}


@dataclass(frozen=True)
class Person:
    """A user of the hub.

    Args:
        groups: those of the hub's groups that the token may show.
    """

    name: str
    groups: frozenset[str]

    def roles(self, course: str) -> frozenset[Role]:
        """What they are in a course."""
        held = [roles for prefix, roles in _GROUPS.items() if prefix + course in self.groups]
        return frozenset().union(*held)

    def courses(self) -> list[str]:
        """The courses in which they are anything."""
        names = {group.removeprefix(prefix) for prefix in _GROUPS for group in self.groups if group.startswith(prefix)}
        return sorted(name for name in names if plain(name))


class Hub:
    """Asks the hub, and remembers for some seconds what it said.

    Args:
        api: address of the hub's API.
        scopes: a token needs one of them; none where the hub did not name any.
        seconds: how long an answer is believed.
    """

    def __init__(
        self,
        api: str,
        scopes: frozenset[str],
        client: httpx.AsyncClient,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = f"{api.rstrip('/')}/user"
        self._scopes = scopes
        self._client = client
        self._seconds = seconds
        self._clock = clock
        self._known: dict[bytes, tuple[Person, float]] = {}

    async def person(self, token: str) -> Person:
        """Whom a token belongs to.

        Raises:
            Refused: nobody's (401), not meant for this service (403), or the hub does not answer (503).
        """
        key = hashlib.sha256(token.encode()).digest()
        person, until = self._known.get(key, (None, 0.0))
        if person is None or self._clock() > until:
            person = self._read(await self._ask(token))
            self._remember(key, person)
        return person

    async def _ask(self, token: str) -> Any:
        try:
            answer = await self._client.get(self._url, headers={"Authorization": f"Bearer {token}"})
            if answer.status_code in (401, 403):
                raise Refused(401, _STRANGER)
            if answer.status_code != 200:
                raise Refused(503, _NO_HUB)
            return answer.json()
        except (httpx.HTTPError, ValueError):
            raise Refused(503, _NO_HUB) from None

    def _read(self, model: Any) -> Person:
        """The person in the hub's answer; an answer that is not understood lets nobody in."""
        try:
            name, kind = model["name"], model["kind"]
            groups = frozenset(map(str, model.get("groups") or ()))
            scopes = frozenset(map(str, model.get("scopes") or ()))
        except (TypeError, KeyError, AttributeError):
            raise Refused(503, _NO_HUB) from None
        if self._scopes and not scopes & self._scopes:
            raise Refused(403, "This token is not meant for the exchange.")
        if kind != "user" or not isinstance(name, str):
            raise Refused(403, "The exchange serves people, and this token is a service's.")
        if not plain(name):
            raise Refused(403, f"The name {name!r} cannot be a folder's name, so the exchange cannot serve it.")
        return Person(name, groups)

    def _remember(self, key: bytes, person: Person) -> None:
        if len(self._known) >= _MOST:
            now = self._clock()
            self._known = {key: known for key, known in self._known.items() if known[1] > now}
        if len(self._known) < _MOST:
            self._known[key] = (person, self._clock() + self._seconds)
