"""`nbgrader fetch_assignment` over HTTP."""

import shutil
import tempfile
from pathlib import Path

from nbgrader.exchange import default

from tito.exchange import archives
from tito.plugins.exchange import HubExchange, limits


class FetchAssignment(HubExchange, default.ExchangeFetchAssignment):
    """Brings an assignment whole or not at all; a fetch that failed can be repeated."""

    def init_dest(self) -> None:
        """Where it goes: nbgrader refuses a folder that is there."""
        default.ExchangeFetchAssignment.init_dest(self)

    def copy_files(self) -> None:
        """Fetch it; into a folder that is there, only what is missing."""
        course, assignment = self.require_course(), self.coursedir.assignment_id
        self.log.info(f"Source: {self.url}")
        self.log.info(f"Destination: {self.dest_path}")
        with self.talking() as client, tempfile.TemporaryDirectory(prefix="exchange-") as name:
            archive, files, target = Path(name, "archive"), Path(name, "files"), Path(self.dest_path)
            client.fetch(course, assignment, archive)
            if target.exists():
                archives.unpack(archive, files, limits(client))
                self.copy_if_missing(files, target, ignore=shutil.ignore_patterns(*self.coursedir.ignore))
            else:
                archives.unpack(archive, target, limits(client))
        self.log.info(f"Fetched as: {course} {assignment}")
