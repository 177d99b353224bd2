"""Stock nbgrader, with the course's executor, restorer, release checks and feedback plugged in."""

from tito.plugins import configure

c = get_config()  # noqa: F821 - traitlets provides it
c.CourseDirectory.course_id = "tinytorch"
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", ".DS_Store", "*~", ".*.swp",
]  # fmt: skip
configure(c)
