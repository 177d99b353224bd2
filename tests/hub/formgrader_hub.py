"""A hub that logs people in by OAuth as JupyterHub does, at the two addresses that a service asks."""

from typing import Any

from tests.fake_hub import LocalHub

CLIENT = "service-formgrader-tiny"
SCOPES = ["access:services!service=formgrader-tiny"]


def person(name: str, *groups: str, **more: Any) -> dict[str, Any]:
    """What JupyterHub says of a user at /hub/api/user."""
    return {"name": name, "kind": "user", "admin": False, "groups": list(groups), "scopes": SCOPES, **more}


PEOPLE = {
    "tess": person("tess", "formgrade-tiny"),
    "ines": person("ines", "instructor-tiny"),
    "ada": person("ada", "nbgrader-tiny"),
    "otto": person("otto", "formgrade-other", "instructor-other", "nbgrader-tiny"),
    "admin": person("admin", admin=True),
    "narrow": person("tess", "formgrade-tiny", scopes=["access:services!service=exchange"]),
    "bot": person("bot", "formgrade-tiny", kind="service"),
}
"""A name of ours -> who that is on the hub; the code `code-NAME` buys the token `token-NAME`."""


class FakeHub(LocalHub):
    """Knows the people above, and gives the service a token for a code."""

    def __init__(self) -> None:
        super().__init__(PEOPLE)
        self.secret = "the service's own token"
        self.exchanges: list[dict[str, str]] = []

    def token(self, form: dict[str, str]) -> tuple[int, Any]:
        """The token for a code; the service proves who it is with its own."""
        self.exchanges.append(form)
        token = form.get("code", "").replace("code-", "token-")
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, self.secret) or token not in self.people:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": token, "token_type": "Bearer"}
