"""What can go wrong, as one tree.

TitoError
    CourseError     course.toml, or a question put to the course, makes no sense

Each message is one sentence for the user: what is wrong, where, and what to do. The command line prints it
and no traceback; any other exception is a bug of this project.
"""


class TitoError(Exception):
    """Something that the user can mend; the message says what, where, and how."""


class CourseError(TitoError):
    """The course file is wrong or missing, or it has no such row."""
