"""JupyterHub on one machine, with the course's exchange. `make hub` starts it; docs/administrator.md explains it.

An administrator edits this file for real use. What stands in `setup` comes from `tito hub start`: the course folders,
the state folder, the ports. That command also tries the rooms, makes gradebooks and finds the proxy's program, so start
the hub by it, and not by `jupyterhub -f`.
"""

import os
import sys
from pathlib import Path

from tito.hub import accounts, making, roles
from tito.hub.setup import Setup
from tito.hub.tether import tethered

c = get_config()  # noqa: F821 - traitlets provides it
setup = Setup.of(os.environ, Path(__file__).resolve().parent)
state, ports = setup.state, setup.ports

# ---------------------------------------------------------------------------------------------------- addresses
# Everything listens on loopback. For real use, put a web server with a certificate in front of it and have that pass on
# everything, websockets included, to this address:
c.JupyterHub.bind_url = f"http://127.0.0.1:{ports.public}"
# or have the proxy speak https itself, on all of the machine's addresses:
# c.JupyterHub.bind_url = "https://:443"
# c.JupyterHub.ssl_cert, c.JupyterHub.ssl_key = "/etc/hub/fullchain.pem", "/etc/hub/key.pem"
# A name for each user keeps what one user's server sends to browsers away from another's (needs a wildcard in DNS and
# certificate):
# c.JupyterHub.subdomain_host = "https://hub.example.edu"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{ports.hub}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{ports.proxy}"
c.ConfigurableHTTPProxy.command = tethered(["configurable-http-proxy"])
c.ConfigurableHTTPProxy.pid_file = str(state / "proxy.pid")

# ------------------------------------------------------------------------------------------------------- state
# Any URL of SQLAlchemy's, such as postgresql+psycopg://hub@dbhost/hub (its driver: pip install 'psycopg[binary]').
c.JupyterHub.db_url = os.environ.get("TITO_HUB_DATABASE") or f"sqlite:///{state / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(state / "cookie_secret")
c.JupyterHub.cleanup_servers = True  # servers end with the hub; homes stay

# ------------------------------------------------------------------------------------------------ who may log in
# People sign up at /hub/signup, and an administrator lets them in at /hub/authorize.
c.JupyterHub.authenticator_class = "tito.hub.authenticator.CourseAuthenticator"
c.NativeAuthenticator.minimum_password_length = 10
c.NativeAuthenticator.check_common_password = True
c.NativeAuthenticator.allowed_failed_logins = 10
c.NativeAuthenticator.seconds_before_next_try = 600
c.Authenticator.allow_all = True  # whom an administrator has let in
made_up = accounts.read(state)  # none where `tito hub start --no-accounts` has made none
c.CourseAuthenticator.first_passwords = {account.name: account.password for account in made_up}
c.Authenticator.admin_users = {account.name for account in made_up if not account.groups}
# Without made-up accounts, name an administrator, who signs up like everybody else, first of all:
# c.Authenticator.admin_users = {"NAME"}

# Or your university's login, by OAuth (pip install oauthenticator): GitHub, Google, Azure, any OpenID Connect.
# c.JupyterHub.authenticator_class = "oauthenticator.generic.GenericOAuthenticator"
# c.GenericOAuthenticator.client_id, c.GenericOAuthenticator.client_secret = "...", "..."
# c.GenericOAuthenticator.oauth_callback_url = "https://hub.example.edu/hub/oauth_callback"
# c.GenericOAuthenticator.authorize_url = "https://login.example.edu/oauth2/authorize"
# c.GenericOAuthenticator.token_url = "https://login.example.edu/oauth2/token"
# c.GenericOAuthenticator.userdata_url = "https://login.example.edu/oauth2/userinfo"
# c.GenericOAuthenticator.scope, c.GenericOAuthenticator.username_claim = ["openid"], "preferred_username"

# Or your learning platform (Moodle, Canvas), by LTI 1.3 (pip install jupyterhub-ltiauthenticator).
# c.JupyterHub.authenticator_class = "ltiauthenticator.lti13.auth.LTI13Authenticator"
# c.LTI13Authenticator.issuer = "https://moodle.example.edu"
# c.LTI13Authenticator.authorize_url = "https://moodle.example.edu/mod/lti/auth.php"
# c.LTI13Authenticator.jwks_endpoint = "https://moodle.example.edu/mod/lti/certs.php"
# c.LTI13Authenticator.client_id = {"..."}
# c.LTI13Authenticator.username_key = "email"

# ------------------------------------------------------------------------------------------------ who may do what
# The groups of each course: nbgrader-COURSE study, formgrade-COURSE grade, instructor-COURSE teach. An administrator
# fills them at /hub/admin#/groups. Whoever joins instructor-COURSE sees its folder when their server starts anew.
empty = {group: {} for course in setup.courses for group in course.groups}
c.JupyterHub.load_groups = empty | accounts.members(made_up)
c.JupyterHub.load_roles = roles.load_roles(setup.courses)

# ------------------------------------------------------------------------------------------------------ services
c.JupyterHub.services = [
    making.exchange(setup),  # with the variables TITO_EXCHANGE_... that the hub was started with
    {
        "name": roles.CULLER,  # stops servers that nobody has used for an hour
        "command": tethered([sys.executable, "-m", "jupyterhub_idle_culler", "--timeout=3600"]),
    },
]
# Teaching assistants grade at /services/formgrader-COURSE/, a service for each course.
c.JupyterHub.services += [making.graders(setup, *one) for one in zip(setup.courses, ports.graders, strict=True)]

# ------------------------------------------------------------------------------------------------- users' servers
spawner = "RoomSpawner" if setup.isolated else "OpenSpawner"
c.JupyterHub.spawner_class = f"tito.hub.spawner.{spawner}"
c.CourseSpawner.setup = setup
c.Spawner.env_keep = ["LANG", "LC_ALL", "TZ", "OPENBLAS_CORETYPE", "TITO_DATA"]
c.Spawner.start_timeout = c.Spawner.http_timeout = 120  # seconds: a class that comes at once takes its time
c.Spawner.mem_limit = "1G"  # of each process
c.CourseSpawner.processes = 200  # and threads; instructors, who grade, have five times as many
c.CourseSpawner.file_limit = 1024**3
c.JupyterHub.concurrent_spawn_limit = 10
c.JupyterHub.active_server_limit = 0  # as many as want one; see "How large a machine" in docs/administrator.md
