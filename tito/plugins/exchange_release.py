"""`nbgrader release_assignment` over HTTP."""

import secrets

from nbgrader.exchange import default

from tito.exchange.client import Client
from tito.exchange.errors import Refused
from tito.gradebook.deadlines import due_date
from tito.plugins.exchange import HubExchange
from tito.plugins.gate import ReleaseGate


class ReleaseAssignment(ReleaseGate, HubExchange, default.ExchangeReleaseAssignment):
    """Behind the gate, puts release/ASSIGNMENT out, and with it the due date that the gradebook has."""

    def init_src(self) -> None:
        """The release, which must have been generated."""
        self.require_course()
        default.ExchangeReleaseAssignment.init_src(self)

    def copy_files(self) -> None:
        """Send it."""
        course, assignment = self.coursedir.course_id, self.coursedir.assignment_id
        self.log.info(f"Source: {self.src_path}")
        self.log.info(f"Destination: {self.url}")
        with self.talking() as client, self.packed(self.src_path) as (_, archive):
            try:
                client.release(course, assignment, archive, secrets.token_hex(16), self.force)
            except Refused as error:
                if error.status != 409:
                    raise
                self.fail(f"Destination already exists, add --force to overwrite: {course} {assignment}")
            self._send_due_date(client)
        self.log.info(f"Released as: {course} {assignment}")

    def _send_due_date(self, client: Client) -> None:
        """The gradebook's due date, where it has one; one that was set otherwise is left."""
        due = due_date(self.coursedir.db_url, self.coursedir.assignment_id)
        if due is not None:
            client.set_due(self.coursedir.course_id, self.coursedir.assignment_id, due)
