"""Signatures of the student's functions, made anew from plain parts."""

import inspect
from typing import Any

from tito.judge.court.annotations import defused
from tito.judge.court.errors import BadAnswer

_KINDS = {int(kind): kind for kind in inspect._ParameterKind}
_MOST = 256


def signature(told: Any) -> inspect.Signature:
    """A signature; raises BadAnswer if the parts make none."""
    if type(told) is not tuple or len(told) != 2 or type(told[0]) is not list or len(told[0]) > _MOST:
        raise BadAnswer("a signature is not told as signatures are")
    try:
        return inspect.Signature([_parameter(*part) for part in told[0]], return_annotation=_filled(*told[1]))
    except (TypeError, ValueError):
        raise BadAnswer("the parts of a signature make none") from None


def _parameter(
    name: str, kind: int, has_default: bool, default: Any, has_annotation: bool, annotation: Any
) -> inspect.Parameter:
    if type(name) is not str or type(kind) is not int or kind not in _KINDS:
        raise BadAnswer("a parameter is not told as parameters are")
    filled = {"default": _filled(has_default, default), "annotation": _filled(has_annotation, annotation)}
    return inspect.Parameter(name, _KINDS[kind], **filled)


def _filled(has: bool, value: Any) -> Any:
    if type(has) is not bool:
        raise BadAnswer("a parameter is not told as parameters are")
    return defused(value) if has else inspect.Parameter.empty
