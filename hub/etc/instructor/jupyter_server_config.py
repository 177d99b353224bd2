"""For the servers of instructors."""

c = get_config()  # noqa: F821 - traitlets provides it
# JupyterLab shows formgrader in a frame, which JupyterHub forbids for all others.
c.ServerApp.tornado_settings = {"headers": {"Content-Security-Policy": "frame-ancestors 'self'"}}
