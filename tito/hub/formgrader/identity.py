"""Who a grader is: a browser that the hub has logged in, of somebody in a group that grades this course."""

from typing import Any

from jupyter_server.auth import User
from jupyterhub.services.auth import HubOAuth
from jupyterhub.singleuser.extension import JupyterHubIdentityProvider
from tornado.web import HTTPError, RequestHandler
from traitlets import List, Unicode


class BrowserLogin(HubOAuth):
    """The hub's login by OAuth; a token that a program sends along is not looked at."""

    def get_token(self, handler: RequestHandler, in_cookie: bool = True) -> str | None:
        """The token that the login left in the cookie."""
        return self._get_token_cookie(handler) if in_cookie else None


class GraderIdentity(JupyterHubIdentityProvider):
    """Asks at each request; the hub's answer is believed for `BrowserLogin.cache_max_age` seconds."""

    course = Unicode()
    groups = List(Unicode())

    async def get_user(self, handler: RequestHandler) -> User | None:
        """Whoever asks, if they grade this course; None for nobody that the hub knows.

        Raises:
            HTTPError: 403 for anybody else.
        """
        user = await super().get_user(handler)
        if user is not None and not self._grades(user.hub_user):
            who = user.hub_user["name"]
            raise HTTPError(403, f"{who} does not grade {self.course}: an instructor can change that.")
        return user

    def _grades(self, model: dict[str, Any]) -> bool:
        return model.get("kind") == "user" and bool(set(self.groups) & set(model.get("groups") or ()))
