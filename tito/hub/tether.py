"""`python -m tito.hub.tether COMMAND...` runs a command that ends with the process that started it.

JupyterHub that is killed leaves proxy and services behind, and cannot start again while they hold their ports.
"""

import os
import sys

from tito.judge.sandbox.bare import end_with_parent


def main() -> None:
    """Become the command."""
    end_with_parent()
    os.execvp(sys.argv[1], sys.argv[1:])


def tethered(command: list[str]) -> list[str]:
    """The command line that does so."""
    return [sys.executable, "-I", "-m", "tito.hub.tether", *command]


if __name__ == "__main__":
    main()
