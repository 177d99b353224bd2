"""One line that fills while a file is fetched; what pooch asks of a progress bar, and nothing more."""

import sys
from typing import TextIO

WIDTH = 24
_MEGABYTE = 1e6


class Bar:
    """A progress bar of plain text, rewritten in its place.

    Attributes:
        total: bytes to come; 0 while it is not known. pooch sets it.
    """

    def __init__(self, name: str, stream: TextIO | None = None) -> None:
        self.total = 0
        self._name, self._stream = name, stream or sys.stdout
        self._done, self._shown = 0, ""

    def update(self, count: int) -> None:
        """Note `count` more bytes; writes only where the line looks different."""
        self._done += count
        line = self._line()
        if line != self._shown:
            self._stream.write(f"\r{line}")
            self._stream.flush()
            self._shown = line

    def reset(self) -> None:
        """Begin again at 0."""
        self._done = 0

    def close(self) -> None:
        """End the line."""
        if self._shown:
            self._stream.write("\n")
            self._stream.flush()

    def _line(self) -> str:
        if not self.total:
            return f"{self._name}  {self._done / _MEGABYTE:.1f} MB"
        done = min(self._done, self.total)
        filled = WIDTH * done // self.total
        bar = "#" * filled + "." * (WIDTH - filled)
        return f"{self._name}  [{bar}] {done / _MEGABYTE:.1f} of {self.total / _MEGABYTE:.1f} MB"
