"""The look at run time: what the interpreter reports while a student's cell runs.

It lives in the student's own process, where a determined student can silence it, and nothing that it says changes a
mark. It needs the standard library and NumPy alone, raises nothing into a cell, and costs a dictionary look-up for each
event that does not matter.

    watch = install()    # once, before the fork
    watch.arm()          # before a student's cell
    watch.disarm()       # after it
    watch.taken()        # sentences about that cell
    watch.integrity()    # sentences about functions that are no longer what they were
"""

import builtins
import os
import sys
from _thread import get_ident
from types import FrameType
from typing import Any

from tito.judge.look.events import ANYONE, EVENTS, Event
from tito.judge.look.finding import Finding, shown
from tito.judge.look.integrity import Snapshot
from tito.judge.look.territory import Territory, cell_number

__builtins__ = vars(builtins).copy()  # what a cell does to the interpreter's own leaves the functions below alone

MOST = 50
"""Notes that are kept: a person reads them."""

_DEEPEST = 400  # frames between an event and the cell
_PASSING = (  # library files that open what they are told to
    "/pathlib.py", "/io.py", "/codecs.py", "/glob.py", "/shutil.py", "/os.py", "/tokenize.py", "/linecache.py",
    "/numpy/lib/", "/fileinput.py", "/gzip.py", "/zipfile.py", "/tarfile.py", "/genericpath.py",
    "/IPython/core/interactiveshell.py",
)  # fmt: skip
_frame, _fspath = sys._getframe, os.fspath


class Watch:
    """Notes what cells cause while it is armed."""

    def __init__(self) -> None:
        self.notes: list[Finding] = []
        self.armed = False
        self._territory, self._snapshot = Territory(), Snapshot()
        self._busy: set[int] = set()
        self._given = 0

    def arm(self) -> None:
        """Begin to note: a student's cell is about to run."""
        self._territory.stand()
        self.armed = True

    def disarm(self) -> None:
        """Note nothing: the cell is over."""
        self.armed = False

    def taken(self) -> list[str]:
        """Sentences about what was noted since the last call."""
        new, self._given = self.notes[self._given :], len(self.notes)
        return [str(note) for note in new]

    def integrity(self) -> list[str]:
        """Sentences such as "numpy.allclose was replaced"; empty when all is as it was at the installation."""
        return self._snapshot.changes()

    def heard(self, name: str, args: tuple) -> None:
        """Take in an event of the interpreter."""
        event = EVENTS.get(name)
        if event is None or not self.armed or len(self.notes) >= MOST:
            return
        thread = get_ident()
        if thread in self._busy:  # our own looking at frames is an event as well
            return
        self._busy.add(thread)
        try:
            self._judge(name, event, args)
        except Exception:  # nothing of ours may show in a student's cell
            return
        finally:
            self._busy.discard(thread)

    def _judge(self, name: str, event: Event, args: tuple) -> None:
        about, through = _named(event, args), event.through
        if event.names and about is None:
            return
        if event.paths:
            about, through = self._outside(args)
            if about is None:
                return
        if frame := self._owner(_frame(2), through):
            self._note(frame, f"{event.what} ({shown(about or name, 40)})")

    def _outside(self, args: tuple) -> tuple[str | None, tuple[str, ...] | None]:
        """The first path that no cell should touch, and through whom that counts: libraries may touch more."""
        paths = [path for path in map(_text, args[:2]) if path]
        for by_library, through in ((True, ANYONE), (False, _PASSING)):
            for path in paths:
                if self._territory.outside(path, by_library):
                    return path, through
        return None, ANYONE

    def _owner(self, frame: FrameType | None, through: tuple[str, ...] | None) -> FrameType | None:
        """The frame of the student's that an event is due to, or None."""
        for _ in range(_DEEPEST):
            if frame is None:
                return None
            name = frame.f_code.co_filename
            if self._territory.theirs(name):
                return frame
            unnamed = name.startswith("<") and not name.startswith("<frozen")  # made from text, by whoever is above
            if through is not ANYONE and not unnamed and not any(part in name for part in through):
                return None
            frame = frame.f_back
        return None

    def _note(self, frame: FrameType, what: str) -> None:
        filename, line, number = frame.f_code.co_filename, frame.f_lineno, cell_number(frame.f_code.co_filename)
        if number is None:  # a module beside the notebook: say which cell it works for
            what = f"{what}, in {shown(filename.rpartition('/')[2], 40)}"
            while frame.f_back is not None and number is None:
                frame = frame.f_back
                number, line = cell_number(frame.f_code.co_filename), frame.f_lineno
        note = Finding(number or 0, line, what)
        if note not in self.notes:
            self.notes.append(note)


def install() -> Watch:
    """Listen to the interpreter for the rest of this process's life, and of its forks': it cannot be taken back."""
    watch = Watch()
    sys.addaudithook(watch.heard)
    return watch


def _named(event: Event, args: tuple) -> str | None:
    """The attribute or module that an event is about, where it is one of those that count."""
    return next((arg for arg in args if type(arg) is str and arg in event.names), None)


def _text(arg: Any) -> str | None:
    """A path among an event's arguments."""
    if isinstance(arg, int) or arg is None:
        return None
    path = _fspath(arg)
    return path.decode("utf-8", "replace") if isinstance(path, bytes) else path
