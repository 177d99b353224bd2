"""Formgrader for teaching assistants: a service of the hub's, on the course's own gradebook.

`service` and `roles` are for jupyterhub_config.py; `python -m tito.hub.formgrader` is what the hub then starts.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tito.hub.courses import GRADE, TEACH

BELIEVED = 15
"""Seconds for which an answer of the hub's is believed: for so long, whoever was removed may still be in."""


def groups(course: str) -> list[str]:
    """The groups of the hub whose members grade a course.

    Args:
        course: nbgrader's name of the course.
    """
    return [f"{GRADE}-{course}", f"{TEACH}-{course}"]


def service(
    course: str, folder: Path, url: str = "http://127.0.0.1:9020", environment: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """An entry of `c.JupyterHub.services`: formgrader of one course, without any right at the hub.

    Args:
        course: nbgrader's name of the course.
        folder: the course's folder, which the hub's own user may write to.
        url: where it listens, for the hub's proxy alone; each course has a port of its own.
        environment: what it needs beside the hub's own variables, such as the path to alembic.
    """
    return {
        "name": name(course),
        "url": url,
        "command": [sys.executable, "-P", "-m", "tito.hub.formgrader", "--course", str(folder)],
        "oauth_no_confirm": True,
        "environment": dict(environment or {}),
    }


def roles(course: str) -> list[dict[str, Any]]:
    """Entries of `c.JupyterHub.load_roles`: the course's graders may open it, and nobody else."""
    scopes = [f"access:services!service={name(course)}"]
    return [{"name": f"open-{name(course)}", "groups": groups(course), "scopes": scopes}]


def name(course: str) -> str:
    """The service's name on the hub, which stands in its address: /services/formgrader-COURSE/."""
    return f"formgrader-{course}"
