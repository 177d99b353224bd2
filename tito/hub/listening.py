"""Who listens on a port of this machine.

Servers share the machine's loopback. A user who opened port after port would sooner or later have one that the hub has
chosen for somebody else, and get what their browser sends. The kernel says whose a port is.
"""

from pathlib import Path

_LISTEN = "0A"
_TABLES = ("/proc/net/tcp", "/proc/net/tcp6")


def owners(port: int) -> set[int]:
    """The numbers of the users who listen on a port, on whatever address."""
    rows = [line.split() for table in _TABLES if Path(table).exists() for line in _lines(table)]
    return {int(row[7]) for row in rows if row[3] == _LISTEN and int(row[1].rpartition(":")[2], 16) == port}


def _lines(table: str) -> list[str]:
    return Path(table).read_text().splitlines()[1:]
