"""Calling what should raise, and telling what it did instead."""

import builtins
from collections.abc import Callable, Mapping, Sequence

from .show import sentence, shown


def raised(
    call: Callable[..., object], args: Sequence[object], kwargs: Mapping[str, object]
) -> Exception | None:
    """The exception that a call raises, or None. What is no Exception, as an interrupt, passes through."""
    try:
        call(*args, **kwargs)
    except Exception as error:
        return error
    return None


def require_expectation(expected: type[Exception], texts: Sequence[str]) -> None:
    """Refuse an expectation that a blank or a typing error would meet.

    Raises:
        ValueError: expected is no builtin exception or is Exception itself, or a text to match is no text or
            empty.
    """
    builtin = isinstance(expected, type) and getattr(builtins, expected.__name__, None) is expected
    if not builtin or not issubclass(expected, Exception) or expected is Exception:
        raise ValueError(f"check.raises expects a builtin exception such as ValueError, not {expected!r}")
    if not all(isinstance(text, str) and text for text in texts):
        raise ValueError(f"match is a text or a tuple of texts, not {texts!r}")
    if expected is NotImplementedError and not texts:
        raise ValueError("every blank raises NotImplementedError: match a text of the message that is wanted")


def wrong_error(
    expected: type[Exception], error: Exception | None, texts: Sequence[str], given: object
) -> str | None:
    """Say how what was raised is not what was expected, or None."""
    if error is None:
        return sentence("no exception", expected=expected.__name__, given=given)
    kind, message = type(error), message_of(error)
    blank = issubclass(kind, NotImplementedError) and expected is not NotImplementedError
    if blank or not issubclass(kind, expected):
        told = f" with the message {shown(message)}" if message else ""
        return sentence(f"{kind.__name__}{told}", expected=expected.__name__, given=given)
    missing = [text for text in texts if text not in message]
    if missing:
        wanted = f"a message that contains {shown(missing[0])}"
        return sentence(f"{kind.__name__} with the message {shown(message)}", expected=wanted, given=given)
    return None


def message_of(error: Exception) -> str:
    """An exception's message; empty if it cannot be told."""
    try:
        return str(error)
    except Exception:
        return ""
