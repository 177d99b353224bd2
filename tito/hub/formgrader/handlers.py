"""The handlers that stand in the place of nbgrader's: five, where its own would do too much or hold up everybody."""

import base64
import hashlib
import json
import re
import secrets
from pathlib import Path
from typing import Any

from nbgrader.server_extensions.formgrader import handlers
from nbgrader.server_extensions.formgrader.base import BaseApiHandler, BaseHandler
from tornado.web import HTTPError, authenticated

_FIRST = '<div class="panel panel-default">'
"""Where formgrader's page of a submission begins to hold what a student wrote."""

_CLICKS = ("toggle_name(true);", "toggle_name(false);")
"""The attributes in formgrader's page that are scripts."""

_LIVE = re.compile(r'\s(data-link="[^"]*"|title="Open live notebook")')
"""What makes a student's name a link into a Jupyter server, which there is not."""

_PICTURES = (".png", ".jpg", ".jpeg", ".gif")


class Home(BaseHandler):
    """To the list of what there is to grade; nbgrader's would load a configuration from any folder that is named."""

    @authenticated
    def get(self) -> None:
        """Go there."""
        self.redirect(f"{self.base_url}/formgrader/gradebook")


class Nothing(BaseHandler):
    """For addresses that there are not; nbgrader's answers anybody."""

    @authenticated
    def get(self, *names: str) -> None:
        """Say so."""
        raise HTTPError(404, "There is nothing at this address.")


class SubmissionPage(handlers.SubmissionHandler):
    """nbgrader's page of a submission, in which no script runs but formgrader's own."""

    def write(self, chunk: Any) -> None:
        """Write the page, its scripts marked with a number that nobody else knows.

        A page without the line where a student's part begins gets no such mark: then nothing in it runs.
        """
        nonce = secrets.token_urlsafe(16)
        head, mark, rest = str(chunk).partition(_FIRST)
        if mark:
            head = _LIVE.sub("", head).replace("<script", f'<script nonce="{nonce}"')
        self.set_header("Content-Security-Policy", _policy(nonce))
        super().write(head + mark + rest)


def _policy(nonce: str) -> str:
    clicks = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(c.encode()).digest()).decode()}'" for c in _CLICKS)
    return (
        f"default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'unsafe-hashes' {clicks}; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data: https:; "
        "frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )


class SubmissionFiles(handlers.SubmissionFilesHandler):
    """The files of one graded submission, and no others: pictures to look at, everything else to save."""

    def parse_url_path(self, url_path: str) -> str:
        """The file, as a whole path.

        Raises:
            HTTPError: 404 for what is not within the submission.
        """
        _, _, path = url_path.strip("/").partition("/")
        parts = path.split("/")
        if any(not part.isprintable() or part[:1] in ("", ".") or "\\" in part for part in parts):
            raise HTTPError(404, "There is no such file in this submission.")
        found = Path(super().parse_url_path(url_path))
        if not found.resolve().is_relative_to(found.parents[len(parts) - 1].resolve()):
            raise HTTPError(404, "There is no such file in this submission.")
        return str(found)

    def set_extra_headers(self, path: str) -> None:
        """What a student wrote is no page of the hub's."""
        self.set_header("Content-Security-Policy", "sandbox; default-src 'none'")
        if not path.lower().endswith(_PICTURES):
            self.set_attachment_header(Path(path).name)


class Autograde(BaseApiHandler):
    """Grades one submission in a process of its own; meanwhile everybody else is answered."""

    @authenticated
    async def post(self, assignment: str, student: str) -> None:
        """Grade, and say how it went, in nbgrader's form.

        Raises:
            HTTPError: 404 where nothing was collected.
        """
        folder = self.coursedir.format_path(self.coursedir.submitted_directory, student, assignment)
        if not Path(folder).is_dir():
            raise HTTPError(404, f"Nothing was collected from {student} for {assignment}.")
        self.write(json.dumps(await self.settings["autograder"].grade(assignment, student)))
