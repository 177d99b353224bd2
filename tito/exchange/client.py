"""The exchange, as a program of a user's asks it."""

import datetime
import hashlib
import os
import random
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import httpx
from pydantic import TypeAdapter, ValidationError

from tito.exchange import TOKEN, URL, tls
from tito.exchange.errors import ExchangeServiceError, Refused
from tito.exchange.models import Deadlines, Me, Receipt, Released
from tito.exchange.names import plain

PAUSES = (0.5, 1.0, 2.0, 4.0)
"""Seconds before each further try."""
_AGAIN = (502, 503, 504)
_PIECE = 256 * 1024
_TIMES = httpx.Timeout(60.0, connect=10.0)

T = TypeVar("T")


class Client:
    """Every request can be sent again without harm: a submission has a key, everything else is the same twice.

    Args:
        url: where the service is, its prefix included.
        token: of the hub's.
        pauses: seconds before each further try, when the server is away or busy.
    """

    def __init__(self, url: str, token: str, pauses: Sequence[float] = PAUSES) -> None:
        self.url = url.rstrip("/")
        self._pauses = pauses
        self._http = httpx.Client(
            base_url=self.url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=_TIMES,
            trust_env=False,
            verify=tls.context(),
        )

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *raised: object) -> None:
        self._http.close()

    def me(self) -> Me:
        """Who the token belongs to, and how much may be sent."""
        return self._read(Me, self._ask("GET", "/me"))

    def released(self, course: str) -> list[Released]:
        """The assignments of a course."""
        return self._read(list[Released], self._ask("GET", f"{_course(course)}/assignments"))

    def release(self, course: str, assignment: str, archive: Path, key: str, force: bool) -> Released:
        """Put an assignment out."""
        path = f"{_assignment(course, assignment)}/release"
        return self._read(Released, self._send(path, archive, {"force": force}, {"Idempotency-Key": key}))

    def unrelease(self, course: str, assignment: str) -> None:
        """Take an assignment back."""
        self._ask("DELETE", f"{_assignment(course, assignment)}/release")

    def fetch(self, course: str, assignment: str, target: Path) -> None:
        """Write the archive of an assignment to `target`."""
        self._download(f"{_assignment(course, assignment)}/release", target)

    def deadlines(self, course: str, assignment: str) -> Deadlines:
        """Due date and extensions."""
        return self._read(Deadlines, self._ask("GET", f"{_assignment(course, assignment)}/deadlines"))

    def set_due(self, course: str, assignment: str, at: datetime.datetime | None) -> Deadlines:
        """Set the due date, or take it away."""
        path = f"{_assignment(course, assignment)}/deadlines/due"
        return self._read(Deadlines, self._ask("PUT", path, _at(at)))

    def extend(self, course: str, assignment: str, student: str, until: datetime.datetime | None) -> Deadlines:
        """Give a student a date of their own, or take it away."""
        path = f"{_assignment(course, assignment)}/deadlines/extensions/{_part(student)}"
        return self._read(Deadlines, self._ask("PUT", path, _at(until)))

    def submit(self, course: str, assignment: str, archive: Path, key: str) -> Receipt:
        """Hand in; the receipt says what arrived."""
        path = f"{_assignment(course, assignment)}/submissions"
        receipt = self._read(Receipt, self._send(path, archive, {}, {"Idempotency-Key": key}))
        if receipt.sha256 != digest(archive):
            raise ExchangeServiceError("The exchange's receipt is for other files than were sent: submit again.")
        return receipt

    def submissions(self, course: str, assignment: str | None = None, student: str | None = None) -> list[Receipt]:
        """Receipts, oldest first: one's own, or everybody's for a grader."""
        which = {"assignment": assignment, "student": student}
        wanted = {name: value for name, value in which.items() if value}
        return self._read(list[Receipt], self._ask("GET", f"{_course(course)}/submissions", wanted))

    def receipt(self, course: str, identifier: str) -> Receipt:
        """One receipt."""
        return self._read(Receipt, self._ask("GET", _submission(course, identifier)))

    def download(self, course: str, identifier: str, target: Path) -> None:
        """Write what was handed in to `target`."""
        self._download(f"{_submission(course, identifier)}/archive", target)

    def collected(self, course: str, identifier: str) -> Receipt:
        """Note that a submission was taken for grading."""
        return self._read(Receipt, self._ask("PUT", f"{_submission(course, identifier)}/collected"))

    def release_feedback(self, course: str, identifier: str, archive: Path) -> Receipt:
        """Put the pages of a submission out."""
        return self._read(Receipt, self._send(f"{_submission(course, identifier)}/feedback", archive, {}, {}))

    def fetch_feedback(self, course: str, identifier: str, target: Path) -> None:
        """Write the newest pages to `target`."""
        self._download(f"{_submission(course, identifier)}/feedback", target)

    def _ask(self, method: str, path: str, params: Mapping[str, Any] | None = None) -> httpx.Response:
        return self._patiently(lambda: self._http.request(method, path, params=params))

    def _send(self, path: str, archive: Path, params: Mapping[str, Any], headers: Mapping[str, str]) -> httpx.Response:
        head = {"Content-Type": "application/gzip", "Content-Length": str(archive.stat().st_size), **headers}
        return self._patiently(lambda: self._post(path, params, head, archive))

    def _post(self, path: str, params: Mapping[str, Any], headers: Mapping[str, str], archive: Path) -> httpx.Response:
        with archive.open("rb") as file:
            pieces = iter(lambda: file.read(_PIECE), b"")
            return self._http.post(path, params=params, headers=headers, content=pieces)

    def _download(self, path: str, target: Path) -> None:
        self._patiently(lambda: self._write(path, target))

    def _write(self, path: str, target: Path) -> httpx.Response:
        with self._http.stream("GET", path) as answer:
            if answer.status_code != 200:
                answer.read()
                return answer
            with target.open("wb") as file:
                for piece in answer.iter_raw(_PIECE):
                    file.write(piece)
        if answer.headers.get("X-Content-SHA256") != digest(target):
            raise httpx.ReadError("what arrived is not what was sent")
        return answer

    def _patiently(self, ask: Any) -> httpx.Response:
        """The answer, asked for again while the server is away or busy.

        Raises:
            Refused: what was asked is not done.
            ExchangeServiceError: there is no answer.
        """
        for pause in (*self._pauses, None):
            try:
                answer = ask()
                if answer.status_code not in _AGAIN or pause is None:
                    return self._accepted(answer)
            except (httpx.UnsupportedProtocol, httpx.InvalidURL, UnicodeError):
                raise ExchangeServiceError(f"{self.url!r} is no address of an exchange.") from None
            except httpx.RequestError:
                if pause is None:
                    raise ExchangeServiceError(self._away()) from None
            time.sleep(pause * random.uniform(0.5, 1.0))
        raise AssertionError("the last try returns or raises")

    def _accepted(self, answer: httpx.Response) -> httpx.Response:
        if answer.is_success:
            return answer
        try:
            sentence = str(answer.json()["detail"])
        except (ValueError, KeyError, TypeError):
            sentence = f"There is no exchange at {self.url} (it answered {answer.status_code}): ask who runs the hub."
        raise Refused(answer.status_code, sentence)

    def _away(self) -> str:
        tries = len(self._pauses) + 1
        return f"The exchange at {self.url} does not answer, or not in full ({tries} tries): try again later."

    def _read(self, model: type[T], answer: httpx.Response) -> T:
        try:
            return TypeAdapter(model).validate_json(answer.content)
        except ValidationError:
            raise ExchangeServiceError(f"{self.url} answers, but not as an exchange of this version does.") from None


def from_environment(pauses: Sequence[float] = PAUSES) -> Client:
    """The client of whoever runs this on the hub.

    Raises:
        ExchangeServiceError: the hub gave no address or no token.
    """
    return connect(os.environ.get(URL, ""), pauses)


def connect(url: str, pauses: Sequence[float] = PAUSES) -> Client:
    """A client for the exchange at `url`, with the hub's token.

    Raises:
        ExchangeServiceError: there is no address or no token.
    """
    token = os.environ.get(TOKEN, "")
    if not url:
        raise ExchangeServiceError(f"{URL} is not set: the exchange can be used from a server on the hub.")
    if not token or not token.isascii() or not token.isprintable():
        raise ExchangeServiceError(f"{TOKEN} holds no token: the exchange can be used from a server on the hub.")
    return Client(url, token, pauses)


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _course(course: str) -> str:
    return f"/courses/{_part(course)}"


def _part(name: str) -> str:
    """A name as a part of an address."""
    if not plain(name):
        raise ExchangeServiceError(
            f"{name!r} is no name that the exchange knows: letters, digits and _ . @ - may stand."
        )
    return name


def _assignment(course: str, assignment: str) -> str:
    return f"{_course(course)}/assignments/{_part(assignment)}"


def _submission(course: str, identifier: str) -> str:
    return f"{_course(course)}/submissions/{_part(identifier)}"


def _at(moment: datetime.datetime | None) -> dict[str, str]:
    return {} if moment is None else {"at": moment.isoformat()}
