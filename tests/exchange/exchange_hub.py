"""A hub that knows some tokens, at the one address that the exchange asks."""

from typing import Any

from tests.fake_hub import LocalHub

SCOPES = ["access:services!service=exchange"]


def user(name: str, *groups: str, **more: Any) -> dict[str, Any]:
    """What JupyterHub says of a user at /hub/api/user."""
    return {"name": name, "kind": "user", "admin": False, "groups": list(groups), "scopes": SCOPES, **more}


PEOPLE = {
    "ada": user("ada", "nbgrader-tiny"),
    "ben": user("ben", "nbgrader-tiny"),
    "tess": user("tess", "formgrade-tiny"),
    "ines": user("ines", "instructor-tiny"),
    "sam": user("sam", "nbgrader-other"),
    "otto": user("otto", "instructor-other"),
    "nobody": user("nobody"),
    "admin": user("admin", admin=True),
    "narrow": user("ada", "nbgrader-tiny", scopes=["users:activity!user=ada"]),
    "path": user("..", "nbgrader-tiny"),
    "bot": user("formgrade-tiny", "instructor-tiny", kind="service", admin=True),
}


class StubHub(LocalHub):
    """Knows the people above; `broken` is what it answers instead, and may be changed while it runs."""

    def __init__(self) -> None:
        super().__init__(PEOPLE)
        self.broken: tuple[int, bytes] | None = None
        self.asked = 0

    def user(self, path: str, authorization: str) -> tuple[int, Any]:
        """What the hub says, and how often it was asked."""
        self.asked += 1
        return self.broken or super().user(path, authorization)
