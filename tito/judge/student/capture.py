"""Outputs of the cell that runs: text from the file behind descriptors 1 and 2, and displays, in order of events."""

import builtins
import codecs
import io
from os import SEEK_END, fstat, lseek, pread, write
from typing import Any

from tito.judge.ended import CUT
from tito.judge.student.texts import bundle, clean, plain

__builtins__ = vars(builtins).copy()  # functions below keep these when a cell replaces the interpreter's own

Output = dict[str, Any]

_FRAME = 80  # what the keys of an output take
_RESERVE = 200  # for the sentence that output is missing
_PIECE = 1 << 20
_KEPT_ERROR = 500
_REFILLS = 8  # how many times the limit may be written and cleared again


class OutStream(io.TextIOBase):
    """What cells find as sys.stdout or sys.stderr: named and answering as in a kernel.

    Each write goes straight to the descriptor, so that text from Python, from C and from other processes stays in
    order, and so that nothing waits in a buffer when the process forks or dies.
    """

    encoding = "UTF-8"
    errors = "replace"

    def __init__(self, name: str, descriptor: int, allowance: "Allowance") -> None:
        self.name = name
        self._descriptor, self._allowance = descriptor, allowance

    def write(self, text: str) -> int:
        """Write text; beyond the allowance it is dropped."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        data = memoryview(str.encode(text, "utf-8", "replace"))
        data = data[: self._allowance.take(len(data))]
        try:
            while data:
                data = data[write(self._descriptor, data) :]
        except OSError:  # the descriptor was closed, or the file is as large as it may be
            self._allowance.dropped = True
        return len(text)

    def writable(self) -> bool:
        """Always."""
        return True

    def fileno(self) -> int:
        """The descriptor, for programs that inherit it."""
        return self._descriptor

    def isatty(self) -> bool:
        """Never."""
        return False

    def close(self) -> None:
        """Does nothing: later cells print too."""


class Allowance:
    """How many bytes Python may still write below its outputs."""

    def __init__(self, size: int) -> None:
        self.left = size
        self.dropped = False
        self._refills = size * _REFILLS

    def take(self, size: int) -> int:
        """How many of `size` bytes may be written."""
        granted = min(size, max(self.left, 0))
        self.left -= granted
        self.dropped |= granted < size
        return granted

    def refill(self, size: int) -> None:
        """Give back what was cleared away."""
        granted = min(size, self._refills)
        self._refills -= granted
        self.left += granted


class Recorder:
    """Collects outputs as nbclient would collect a kernel's messages, within the bytes that a run may print.

    Args:
        descriptor: of the file behind descriptors 1 and 2, to read it by offset.
        size: bytes of output for all cells.
    """

    def __init__(self, descriptor: int, size: int) -> None:
        self.allowance = Allowance(size + 1)  # one byte more shows that there was more
        self._descriptor, self._room = descriptor, max(size - _RESERVE, 0)
        self._offset = lseek(descriptor, 0, SEEK_END)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._shown: dict[str, list[tuple[int, Output]]] = {}  # by display id
        self._kept: dict[int, list[Output]] = {}  # cells with a display id
        self.revised: dict[int, list[Output]] = {}
        self._reset(0)

    @property
    def offset(self) -> int:
        """Up to where the file was taken over."""
        return self._offset

    def _reset(self, count: int) -> None:
        self._count = count
        self._outputs: list[Output] = []
        self._used = 0
        self._cut = self._clear_first = False

    def start(self, count: int) -> None:
        """Begin a cell."""
        self.revised = {}
        self._reset(count)

    def finish(self) -> list[Output]:
        """End a cell; what it put out, in values of the built-in types."""
        self.pull(final=True)
        if self.allowance.dropped:
            self._end_here()
        self.allowance.dropped = False
        self._room -= self._used
        if any(count == self._count for places in self._shown.values() for count, _ in places):
            self._kept[self._count] = self._outputs
        return sealed(self._outputs)

    def pull(self, final: bool = False) -> None:
        """Take over what was written since the last time."""
        size = self._size()
        wanted = min(size - self._offset, max(self._room - self._used, 0) + 1)
        pieces = []
        while wanted > 0 and (data := pread(self._descriptor, min(wanted, _PIECE), self._offset)):
            pieces.append(self._decoder.decode(data))
            self._offset += len(data)
            wanted -= len(data)
        if size > self._offset:
            self._decoder.reset()
        self._offset = size
        text = "".join(pieces) + (self._decoder.decode(b"", True) if final else "")
        if text:
            self._text(text)

    def _size(self) -> int:
        try:
            return fstat(self._descriptor).st_size
        except OSError:  # a cell closed it
            return self._offset

    def _text(self, text: str) -> None:
        self._make_way()
        last = self._outputs[-1] if self._outputs else None
        joined = last is not None and last["output_type"] == "stream"
        cost = whole = _cost(text) + (0 if joined else _FRAME)
        if self._cut or cost > self._left():
            text = "" if self._cut else _beginning(text, self._left() - _FRAME)
            cost = _cost(text)
        self._used += cost
        if text:
            self._add_text(joined, text)
        if whole > cost:
            self._end_here()

    def _add_text(self, joined: bool, text: str) -> None:
        if joined:
            self._outputs[-1]["text"].append(text)
        else:
            self._outputs.append({"output_type": "stream", "name": "stdout", "text": [text]})

    def _left(self) -> int:
        return self._room - self._used

    def _end_here(self) -> None:
        """Say once in a cell that output is missing."""
        if not self._cut:
            last = self._outputs[-1] if self._outputs else None
            self._add_text(last is not None and last["output_type"] == "stream", f"\n{CUT}\n")
        self._cut = True

    def _make_way(self) -> None:
        if self._clear_first:
            self._clear()

    def _clear(self) -> None:
        self.allowance.refill(self._used)
        for name, places in self._shown.items():
            self._shown[name] = [place for place in places if place[0] != self._count]
        self._reset(self._count)

    def clear(self, wait: bool) -> None:
        """Forget the cell's outputs, now or when the next one comes."""
        self.pull()
        if wait:
            self._clear_first = True
        else:
            self._clear()

    def display(self, data: Any, metadata: Any, name: Any = None, update: bool = False) -> None:
        """Show something; with a name it also replaces what was shown under that name."""
        rich = {"data": bundle(data), "metadata": _metadata(metadata)}
        self.pull()
        name = clean(str(name)) if name is not None else None
        if name is not None:
            self._replace(name, rich)
        if not update:
            output = {"output_type": "display_data"} | rich
            if self._add(output) and name is not None:
                self._shown.setdefault(name, []).append((self._count, output))

    def _replace(self, name: str, rich: Output) -> None:
        for count, output in self._shown.get(name, ()):
            self._used += max(_cost(rich) - _cost(output), 0)
            if self._left() < 0:
                self._end_here()
                return
            output.update(rich)
            if count != self._count and count in self._kept:
                self.revised[count] = sealed(self._kept[count])

    def result(self, count: int, data: Any, metadata: Any) -> None:
        """Show the value of a cell's last expression."""
        self.pull()
        rich = {"data": bundle(data), "metadata": _metadata(metadata), "execution_count": plain(count)}
        self._add({"output_type": "execute_result"} | rich)

    def error(self, output: Output) -> None:
        """Note an error; the first of a cell is kept, shortened, where there is no room."""
        self.pull()
        first = all(kept["output_type"] != "error" for kept in self._outputs)
        if not self._add(output) and first:
            text = output["evalue"][:_KEPT_ERROR]
            self._outputs.append(output | {"ename": output["ename"][:100], "evalue": text, "traceback": [text]})

    def _add(self, output: Output) -> bool:
        self._make_way()
        cost = _cost(output)
        if self._cut or cost > self._left():
            self._end_here()
            return False
        self._used += cost
        self._outputs.append(output)
        return True


def _metadata(value: Any) -> dict[str, Any]:
    return plain(value) if issubclass(type(value), dict) else {}


def _cost(value: str | Output) -> int:
    """Bytes that the supervisor will count, with what stands between two values."""
    return len(repr(value).encode("utf-8", "replace")) + 2


def _beginning(text: str, room: int) -> str:
    """As much of a text as costs no more than there is room."""
    text = text[: max(room, 0)]
    while text and (cost := _cost(text)) > room:
        text = text[: min(len(text) * room // cost, len(text) - 1)]
    return text


_KEYS = {
    "display_data": {"data": dict, "metadata": dict},
    "execute_result": {"data": dict, "metadata": dict, "execution_count": int},
    "error": {"ename": str, "evalue": str, "traceback": list},
}


def sealed(outputs: list[Output]) -> list[Output]:
    """A copy in values of exactly the built-in types, whatever was done to the originals."""
    made = [_sealed(output) for output in outputs if type(output) is dict]
    return [output for output in made if output is not None]


def _sealed(output: Output) -> Output | None:
    kind = output.get("output_type")
    if kind == "stream":
        pieces = [piece for piece in output["text"] if type(piece) is str]
        return {"output_type": "stream", "name": "stdout", "text": clean("".join(pieces))}
    keys = _KEYS.get(kind, {})
    made = plain({key: output.get(key) for key in keys})
    whole = keys and all(type(made[key]) is wanted for key, wanted in keys.items())
    return {"output_type": kind} | made if whole else None
