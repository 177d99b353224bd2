"""What of formgrader this service has: the table below, and of everything else that nbgrader brings a refusal."""

import re
from typing import Any

from nbgrader.server_extensions.formgrader import apihandlers, handlers
from tornado.web import HTTPError, RequestHandler, StaticFileHandler

from tito.hub.formgrader import log
from tito.hub.formgrader.handlers import Autograde, Home, Nothing, SubmissionFiles, SubmissionPage

_READ = frozenset({"GET", "HEAD"})
_GRADING: dict[type[RequestHandler], frozenset[str]] = {
    handlers.FormgraderHandler: _READ,
    handlers.ManageAssignmentsHandler: _READ,
    handlers.ManageSubmissionsHandler: _READ,
    handlers.GradebookAssignmentsHandler: _READ,
    handlers.GradebookNotebooksHandler: _READ,
    handlers.GradebookNotebookSubmissionsHandler: _READ,
    handlers.ManageStudentsHandler: _READ,
    handlers.ManageStudentsAssignmentsHandler: _READ,
    handlers.ManageStudentNotebookSubmissionsHandler: _READ,
    handlers.SubmissionHandler: _READ,
    handlers.SubmissionNavigationHandler: _READ,
    handlers.SubmissionFilesHandler: _READ,
    handlers.Template404: _READ,
    apihandlers.StatusHandler: _READ,
    apihandlers.AssignmentCollectionHandler: _READ,
    apihandlers.AssignmentHandler: _READ,
    apihandlers.NotebookCollectionHandler: _READ,
    apihandlers.SubmissionCollectionHandler: _READ,
    apihandlers.SubmissionHandler: _READ,
    apihandlers.SubmittedNotebookCollectionHandler: _READ,
    apihandlers.StudentCollectionHandler: _READ,
    apihandlers.StudentHandler: _READ,
    apihandlers.StudentSubmissionCollectionHandler: _READ,
    apihandlers.StudentNotebookSubmissionCollectionHandler: _READ,
    apihandlers.GradeCollectionHandler: _READ,
    apihandlers.CommentCollectionHandler: _READ,
    apihandlers.GradeHandler: _READ | {"PUT"},
    apihandlers.CommentHandler: _READ | {"PUT"},
    apihandlers.FlagSubmissionHandler: frozenset({"POST"}),
    apihandlers.AutogradeHandler: frozenset({"POST"}),
}
"""nbgrader's handler -> what a grader may ask of it."""

_OWN: dict[type[RequestHandler], type[RequestHandler]] = {
    handlers.FormgraderHandler: Home,
    handlers.SubmissionHandler: SubmissionPage,
    handlers.SubmissionFilesHandler: SubmissionFiles,
    handlers.Template404: Nothing,
    apihandlers.AutogradeHandler: Autograde,
}
"""nbgrader's handler -> what stands in its place."""

_NOT_HERE = (
    "This is not done here: generating, releasing, collecting, returning feedback and changing dates or people are for "
    "an instructor, in formgrader of their own server."
)
_NAME = re.compile(r"\w[\w .@+-]*")
_SENTENCES = {500: "Formgrader failed; its log says how.", 502: "The hub cannot say who you are just now: try again."}


class Guarded:
    """Comes before a handler of nbgrader's: nothing of it runs for anybody but a grader, nor what is not grading."""

    methods: frozenset[str] = frozenset()
    any_path = False

    async def prepare(self) -> None:
        """Ask who it is, then whether this is for them.

        Raises:
            HTTPError: 403 for what is not done here, 404 for a name that nothing can have.
        """
        await super().prepare()
        if self._finished:  # on the way to the hub's login
            return
        if self.request.method not in self.methods:
            raise HTTPError(403, _NOT_HERE)
        names = [*self.path_args, *self.path_kwargs.values()]
        if not self.any_path and not all(_NAME.fullmatch(name) for name in names):  # nbgrader's pages repeat them
            raise HTTPError(404, "There is nothing by this name.")

    def on_finish(self) -> None:
        """Say who changed what, and keep nothing of the gradebook, which others write to meanwhile."""
        if self.request.method not in _READ:
            log.changed(self)
        gradebook = self.settings["nbgrader_gradebook"]
        if gradebook is not None:
            gradebook.db.rollback()
        super().on_finish()

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """One sentence, as text."""
        error = kwargs.get("exc_info", (None, None))[1]
        said = error.log_message if isinstance(error, HTTPError) and status_code < 500 else None
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(said or _SENTENCES.get(status_code) or f"{self._reason}.")


def rules(prefix: str) -> list[tuple[Any, ...]]:
    """Every route of formgrader's below `prefix`, each behind `Guarded` but for nbgrader's own static files."""
    files = {"path": handlers.static_path}
    found = [
        *handlers.default_handlers, *apihandlers.default_handlers,
        (r"/formgrader/static/(.*)", StaticFileHandler, files), (r"/formgrader/.*", handlers.Template404),
        (r"/?", handlers.FormgraderHandler), (r"/.*", handlers.Template404),
    ]  # fmt: skip
    root = re.escape(prefix.rstrip("/"))
    return [(root + pattern, _guarded(handler), *more) for pattern, handler, *more in found]


def _guarded(handler: type[RequestHandler]) -> type[RequestHandler]:
    if handler is StaticFileHandler:
        return handler
    own = _OWN.get(handler, handler)
    allowed = {"methods": _GRADING.get(handler, frozenset()), "any_path": own is SubmissionFiles}
    return type(own.__name__, (Guarded, own), allowed)
