"""Which paths lie outside the folder that a notebook works in, judged by their text alone."""

_FREE = ("/tmp/", "/dev/null", "/usr/share/fonts/", "/content/", "/var/tmp/")
_EXACTLY = ("/tmp", "/dev/null", "/content")


def outside(path: str) -> bool:
    """Whether a path leads out of the folder: absolute, through the parent folder, or from a home folder.

    Windows paths are no file of the machine that grades, and temporary folders are nobody's.
    """
    text = path.strip().replace("\\", "/").removeprefix("file://")
    parts = text.split("/")
    if ".." in parts:
        return _depth(parts) < 0 or text.startswith("/")
    return text.startswith("~") or (text.startswith("/") and not text.startswith(_FREE) and text not in _EXACTLY)


def _depth(parts: list[str]) -> int:
    """How far below its beginning a path has been at its highest."""
    depth = lowest = 0
    for part in parts:
        depth += -1 if part == ".." else part not in ("", ".")
        lowest = min(lowest, depth)
    return lowest
