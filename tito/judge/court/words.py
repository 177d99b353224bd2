"""Text of the student's that names something or explains something: an attacker's text."""

import re

_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def clean(text: str, length: int = 10_000) -> str:
    """Text without control characters, marks that turn the order of reading, and halves of characters; cut."""
    return _CONTROLS.sub("", text[:length])
