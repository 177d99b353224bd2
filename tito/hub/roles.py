"""Who may do what on the hub: JupyterHub's `load_roles`.

Nobody is given more than is written here, beside `self` (their own server and tokens), which every user has. What an
instructor or a grader may do in a course is decided by the exchange, from the hub's groups.
"""

from collections.abc import Sequence
from typing import Any

from tito.hub import formgrader
from tito.hub.courses import HubCourse

EXCHANGE = "access:services!service=exchange"
CULLER = "idle-culler"


def load_roles(courses: Sequence[HubCourse]) -> list[dict[str, Any]]:
    """The roles of this hub."""
    members = [group for course in courses for group in course.groups]
    return [
        # what a server's own token may do, as far as its owner may: the exchange knows its owner by it
        {"name": "server", "scopes": ["users:activity!user", "access:servers!server", EXCHANGE]},
        {"name": "exchange", "groups": members, "scopes": [EXCHANGE]},
        {
            "name": CULLER, "services": [CULLER],
            "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        },
        *(role for course in courses for role in formgrader.roles(course.id)),
    ]  # fmt: skip
