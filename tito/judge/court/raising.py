"""Exceptions of the student's code, raised in the test."""

from typing import Any

from tito.judge.court.classes import ERRORS
from tito.judge.court.errors import BadAnswer, RemoteError
from tito.judge.court.standin import is_instance, remote_of
from tito.judge.court.words import clean

_FRAMES = 64
_ARGUMENTS = 20
_FRAME = {"cell": int, "line": int, "function": str, "text": str}
_ATOMS = (str, int, float, bool, bytes, complex, type(None))


def rebuilt(remote: Any, told: Any) -> Exception:
    """The exception to raise: of a builtin type, of a class of the student's, or else a RemoteError.

    Its attribute `__tito_frames__` lists the frames of the student's own cells as dictionaries of "cell", "line",
    "function" and "text".
    """
    if type(told) is not tuple or len(told) != 5:
        raise BadAnswer("an exception is not told as exceptions are")
    name, mirrored, arguments, text, frames = told
    if type(text) is not str or type(name) not in (str, type(None)):
        raise BadAnswer("an exception is not told as exceptions are")
    arguments = _arguments(arguments, clean(text))
    if mirrored is not None:
        error = _of_the_students(remote, mirrored, arguments, clean(text))
    elif name in ERRORS:
        error = _builtin(ERRORS[name], arguments)
    else:
        error = RemoteError(clean(text))
    BaseException.__setattr__(error, "__tito_frames__", _frames(frames))
    return error


def _arguments(arguments: Any, text: str) -> tuple:
    """The arguments, or the text where they are not plain."""
    if arguments is None:
        return (text,) if text else ()
    if type(arguments) is not tuple or len(arguments) > _ARGUMENTS:
        raise BadAnswer("an exception has no tuple of arguments, or too many")
    if not all(type(i) in _ATOMS for a in arguments for i in (a if type(a) is tuple else (a,))):
        raise BadAnswer("an exception has an argument that is not plain")
    return tuple(clean(item) if type(item) is str else item for item in arguments)


def _of_the_students(remote: Any, mirrored: Any, arguments: tuple, text: str) -> Exception:
    if not is_instance(mirrored) or not isinstance(mirrored, Exception) or remote_of(mirrored) is not remote:
        raise BadAnswer("what was raised is no exception")
    BaseException.args.__set__(mirrored, arguments)
    object.__setattr__(mirrored, "_tito_text", text)
    return mirrored


def _builtin(kind: type[Exception], arguments: tuple) -> Exception:
    """A builtin exception; one that wants other arguments is made without its __init__."""
    try:
        error = kind(*arguments)
    except Exception:
        error = kind.__new__(kind)
        error.args = arguments
    return error


def _frames(frames: Any) -> list[dict[str, Any]]:
    if type(frames) is not list or len(frames) > _FRAMES:
        raise BadAnswer("the frames of an exception are no list, or too many")
    return [_frame(frame) for frame in frames]


def _frame(frame: Any) -> dict[str, Any]:
    if type(frame) is not dict or frame.keys() != _FRAME.keys():
        raise BadAnswer("a frame of an exception is not told as frames are")
    if any(type(frame[key]) is not kind for key, kind in _FRAME.items()):
        raise BadAnswer("a part of a frame is of another type")
    return {key: clean(item, 300) if type(item) is str else item for key, item in frame.items()}
