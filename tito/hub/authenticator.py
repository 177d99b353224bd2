"""NativeAuthenticator, with some accounts that are there from the start.

https://native-authenticator.readthedocs.io
"""

from collections.abc import Awaitable
from typing import Any

import bcrypt
from jupyterhub.handlers.login import LoginHandler as HubLogin
from nativeauthenticator import NativeAuthenticator
from nativeauthenticator.handlers import LoginHandler
from nativeauthenticator.orm import UserInfo
from traitlets import Dict, Unicode

_WAITING = "An administrator of this hub has to let you in first."


class CourseLogin(LoginHandler):
    """The page for logging in.

    NativeAuthenticator 1.3.0 counts its logins with a part that JupyterHub 6 no longer has, so JupyterHub's own method
    takes the form in.
    """

    post = HubLogin.post

    def _render(self, login_error: str | None = None, username: str | None = None, **_: Any) -> Awaitable[str]:
        if login_error and self._waiting():
            login_error = _WAITING
        return super()._render(login_error=login_error, username=username)

    def _waiting(self) -> bool:
        """Whether somebody has an account and knows its password, and nobody has let them in yet.

        Nobody is told while the account is blocked: that would be one more guess, and another.
        """
        known = self.authenticator
        account = known.get_user(self.get_body_argument("username", ""))
        if account is None or account.is_authorized:
            return False
        if known.allowed_failed_logins and known.is_blocked(account.username):
            return False
        return account.is_valid_password(self.get_body_argument("password", "", strip=False))


class CourseAuthenticator(NativeAuthenticator):
    """People sign up for themselves, and an administrator lets them in; `first_passwords` need neither."""

    first_passwords = Dict(
        value_trait=Unicode(), help="Name -> password of accounts to make where they are not there yet."
    ).tag(config=True)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name, password in self.first_passwords.items():
            if not self.user_exists(name):
                self._make(name, password)

    def get_handlers(self, app: Any) -> list[tuple[Any, ...]]:
        """NativeAuthenticator's pages, with our own for logging in."""
        return [(r"/login", CourseLogin), *(row for row in super().get_handlers(app) if row[0] != r"/login")]

    def _make(self, name: str, password: str) -> None:
        """Not by `create_user`, which waits for an administrator."""
        scrambled = bcrypt.hashpw(password.encode(), bcrypt.gensalt())
        self.db.add(UserInfo(username=name, password=scrambled, is_authorized=True))
        self.db.commit()
