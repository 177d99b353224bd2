"""nbgrader's exchange over HTTP: what all of its classes share."""

import contextlib
import datetime
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from dateutil.tz import gettz
from nbgrader.exchange import default
from traitlets import Unicode
from traitlets import default as default_of

from tito.exchange import URL, archives, client
from tito.exchange.archives import Limits
from tito.exchange.client import Client
from tito.exchange.errors import ExchangeServiceError
from tito.exchange.names import plain

SECRET = "submission_secret.txt"
"""nbgrader carries this file from a submission to its feedback; here it holds the submission's id on the exchange."""


class HubExchange(default.Exchange):
    """Talks to the exchange of the hub; the exchange's own clock and the hub's groups decide."""

    url = Unicode(help="Address of the exchange; defaults to TITO_EXCHANGE_URL of the environment.").tag(config=True)

    @default_of("url")
    def _url_default(self) -> str:
        return os.environ.get(URL, "")

    @default_of("root")
    def _root_default(self) -> str:
        return self.url

    def ensure_root(self) -> None:
        """There is no folder to make."""

    def init_src(self) -> None:
        """What is needed of the course."""
        self.require_course()

    def init_dest(self) -> None:
        """What is needed of the course."""
        self.require_course()

    def require_course(self) -> str:
        """The course's name, as one that can be part of an address."""
        if self.coursedir.course_id == "":
            self.fail("No course id specified. Re-run with --course flag.")
        for name in (self.coursedir.course_id, self.coursedir.assignment_id):
            if name not in ("", "*") and not plain(name):
                self.fail(f"{name!r} is no name that the exchange can hold: letters, digits and _ . @ - may stand.")
        return self.coursedir.course_id

    @contextlib.contextmanager
    def talking(self, pauses: tuple[float, ...] = client.PAUSES) -> Iterator[Client]:
        """A client; whatever fails while it is in use becomes one sentence of nbgrader's kind."""
        try:
            with client.connect(self.url, pauses) as found:
                yield found
        except ExchangeServiceError as error:
            self.fail(str(error))
        except OSError as error:
            self.fail(_sentence(error))

    @contextlib.contextmanager
    def packed(self, folder: str) -> Iterator[tuple[Path, Path]]:
        """A copy of a folder without the files that the course ignores, and the same as an archive."""
        with tempfile.TemporaryDirectory(prefix="exchange-") as name:
            copy, archive = Path(name, "files"), Path(name, "archive")
            try:
                self.do_copy(folder, str(copy))
            except RuntimeError as error:  # nbgrader's word for a folder that is too large
                self.fail(str(error))
            archives.pack(copy, archive)
            yield copy, archive

    def stamp(self, moment: datetime.datetime) -> str:
        """A moment as nbgrader writes it into timestamp.txt."""
        return moment.astimezone(gettz(self.timezone)).strftime(self.timestamp_format)


def limits(of: Client) -> Limits:
    """How large an archive of this exchange may be."""
    me = of.me()
    return Limits(me.packed_bytes, me.unpacked_bytes, me.files)


def chosen(name: str) -> str | None:
    """A name given on the command line, or None where nbgrader means all."""
    return None if name in ("", "*") else name


def _sentence(error: OSError) -> str:
    """What is wrong with a file; copying a folder collects several complaints, of which the first will do."""
    if error.args and isinstance(error.args[0], list) and error.args[0]:
        path, _, reason = error.args[0][0]
        return f"{path} cannot be copied: {reason}."
    return f"{error.filename or 'The disk'} cannot be used: {(error.strerror or str(error)).lower()}."
