"""The service as a Tornado application: nbgrader's formgrader, without a Jupyter server around it."""

import os
import secrets
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader
from jupyter_server.auth import AllowAllAuthorizer
from jupyter_server.utils import url_path_join
from jupyterhub.services.auth import HubOAuth
from jupyterhub.singleuser.extension import JupyterHubOAuthCallbackHandler
from nbgrader.server_extensions.formgrader import handlers
from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension
from tornado.web import Application
from traitlets.config import Config

from tito.errors import TitoError
from tito.exchange import URL
from tito.hub.formgrader import groups
from tito.hub.formgrader.autograding import Autograder
from tito.hub.formgrader.identity import GraderIdentity
from tito.hub.formgrader.routes import rules

_TEMPLATES = Path(__file__).parent / "templates"


class FormgraderError(TitoError):
    """The service cannot start."""


class Formgrader(FormgradeExtension):
    """nbgrader's formgrader as it is configured in the course's folder, but for the exchange."""

    def build_extra_config(self) -> Config:
        """nbgrader's, and that there is no exchange here."""
        extra = super().build_extra_config()
        extra.ExchangeFactory.list = "tito.hub.formgrader.exchange.NoExchange"
        return extra


def application(course: Path, login: HubOAuth) -> Application:
    """Formgrader for the course in a folder, which must be the working directory.

    Raises:
        FormgraderError: nbgrader_config.py names no course.
    """
    os.environ.pop(URL, None)  # nbgrader_config.py would plug the exchange in
    formgrader = Formgrader(debug=False)
    formgrader.root_dir = str(course)
    formgrader.initialize([])
    name = formgrader.coursedir.course_id
    if not name:
        raise FormgraderError(f"{course}/nbgrader_config.py names no course: set c.CourseDirectory.course_id there.")
    identity = GraderIdentity(hub_auth=login, course=name, groups=groups(name))
    callback = (url_path_join(login.base_url, "oauth_callback"), JupyterHubOAuthCallbackHandler, {"hub_auth": login})
    made = Application([callback, *rules(login.base_url)], **_settings(course, login.base_url, identity))
    formgrader.init_tornado_settings(made)
    made.settings["nbgrader_jinja2_env"] = _pages()
    return made


def _settings(course: Path, prefix: str, identity: GraderIdentity) -> dict[str, Any]:
    return {
        "base_url": prefix,
        "cookie_secret": secrets.token_bytes(32),  # a service that is started again asks the hub again
        "xsrf_cookies": True,
        "allow_remote_access": True,  # the hub's proxy answers to the hub's name
        "headers": {"Content-Security-Policy": "frame-ancestors 'self'", "Referrer-Policy": "same-origin"},
        "identity_provider": identity,
        "authorizer": AllowAllAuthorizer(identity_provider=identity),
        "autograder": Autograder(course),
    }


def _pages() -> Environment:
    """nbgrader's pages; those in `templates` leave out what is not done here."""
    stock = FileSystemLoader([handlers.template_path, Path(handlers.template_path) / "formgrade"])
    return Environment(loader=ChoiceLoader([FileSystemLoader(_TEMPLATES), PrefixLoader({"nbgrader": stock}), stock]))
