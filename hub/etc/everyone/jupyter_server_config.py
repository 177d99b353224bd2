"""For every user's server on the hub."""

import os

c = get_config()  # noqa: F821 - traitlets provides it
# Between kernel and server: files in the user's own /tmp. Ports on loopback could be read by everybody on the machine.
# Rooms name a folder whose path is short enough for a socket; without rooms nothing is kept apart anyway.
if os.environ.get("JUPYTER_RUNTIME_DIR"):
    c.ConnectionFileMixin.transport = "ipc"

# A terminal's shell is no login shell: /etc/profile would take away the path on which `tito` and `nbgrader` are found.
c.ServerApp.terminado_settings = {"shell_command": ["/bin/bash"]}
