"""What a student's own cells wrote and drew, as text and pictures: no HTML of theirs, no SVG, no script."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from tito.feedback.code import REST, escaped, shown
from tito.feedback.pictures import data_uri

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|.)", re.DOTALL)
_LINES = 60
_CHARACTERS = 4000
_TEXT_ROOM, _PICTURE_ROOM = 20_000, 1_500_000


class Room:
    """How much a page has left for outputs: characters of text, and characters of pictures."""

    def __init__(self) -> None:
        self.text, self.pictures = _TEXT_ROOM, _PICTURE_ROOM


def laid_out(found: Sequence[Mapping[str, Any]], room: Room) -> Markup:
    """The outputs of a cell, errors aside; what finds no room is cut, and says so."""
    return Markup("").join(_one(output, room) for output in found if output["output_type"] != "error")


def _one(output: Mapping[str, Any], room: Room) -> Markup:
    if output["output_type"] == "stream":
        return _text(output["text"], room)
    data = output.get("data", {})
    for kind in ("image/png", "image/jpeg"):
        if (address := data_uri(kind, data.get(kind))) and len(address) <= room.pictures:
            room.pictures -= len(address)
            return Markup(f'<img src="{address}" alt="{escape(_alternative(data))}">')
    return _text(data.get("text/plain", ""), room)


def _alternative(data: Mapping[str, Any]) -> str:
    text = data.get("text/plain", "")
    return f"Output of this cell: {text[:120]}" if isinstance(text, str) and text else "Output of this cell"


def _text(text: Any, room: Room) -> Markup:
    if not isinstance(text, str) or not text.strip():
        return Markup("")
    kept = _cut(text, min(_CHARACTERS, room.text))
    room.text -= len(kept)
    body = escaped(shown(_ESCAPES.sub("", kept)).rstrip("\n"))
    return Markup(f"<pre class=out>{body}{REST if len(kept) < len(text) else ''}</pre>")


def _cut(text: str, most: int) -> str:
    return "\n".join(text[:most].split("\n", _LINES)[:_LINES]) if text.count("\n", 0, most) >= _LINES else text[:most]
