"""What can go wrong, as one tree.

TitoError
    CourseError     course.toml, or a question put to the course, makes no sense
    NotebookError   a notebook cannot be read, or breaks a rule of the course (tito.notebook)
    PackageError    a package cannot be built or written (tito.package)
    CatchUpError    a reference cannot be released to catch up (tito.catchup)
    ProgressError   a student's command cannot be done as things stand (tito.progress.desk)
    ReleaseError    a release would leak, or its source breaks a rule (tito.plugins.release)
    OverrideError   an override of the audit lacks its reason or its name (tito.overrides)
    NbgraderError   nbgrader refuses to generate or to hand over (tito.judge.api)
    BankError       an entry of the bank cannot be read, or names what is not there (tito.audit.bank)
    AuditError      an assignment cannot be audited as things stand (tito.audit.errors)
    SandboxError    the sandbox cannot be had, or is weaker than the course demands (tito.judge.sandbox)
    GradingError    a cohort cannot be graded as things stand (tito.judge.settings)
    GradebookError  the gradebook cannot be written as things stand (tito.gradebook.connection)
    MarksError      there are no marks to read (tito.gradebook.marks)
    ExchangeServiceError  the exchange cannot be reached, or refused what was asked (tito.exchange.errors)
    BackupError     a backup cannot be made or used as things stand (tito.backup.errors)
    UnfinishedError what a backup held has not all been put in its place (tito.unfinished)
    RosterError     a roster cannot be imported as it is (tito.roster.errors)
    HubError        the hub, or a server on it, cannot be started as things stand (tito.hub.errors)
    FormgraderError  the TAs' formgrader cannot start (tito.hub.formgrader.app)
    RehearsalError  a rehearsal would write over somebody's work (tito.rehearsal.folders)

Each message is one sentence for the user: what is wrong, where, and what to do. The command line prints it
and no traceback; any other exception is a bug of this project.
"""


class TitoError(Exception):
    """Something that the user can mend; the message says what, where, and how."""


class CourseError(TitoError):
    """The course file is wrong or missing, or it has no such row."""
