"""What may stand behind the tag of a value."""


from tito.judge.wire.errors import BadValue
from tito.judge.wire.values import INLINE_BYTES


def inline(text: str, longest: int = INLINE_BYTES) -> bytes:
    """Few bytes, from lower-case hexadecimal text."""
    if len(text) > 2 * longest or (data := hexadecimal(text)) is None:
        raise BadValue("raw bytes are not a short text of hexadecimal pairs")
    return data


def hexadecimal(text: str) -> bytes | None:
    """The bytes that are written exactly so; None if there are none."""
    try:
        data = bytes.fromhex(text)
    except ValueError:
        return None
    return data if data.hex() == text else None


def parts_of(node: list, *kinds: type | None) -> list:
    """What stands behind the tag, of exactly these types; None allows any."""
    parts = node[1:]
    if len(parts) != len(kinds):
        raise BadValue("a tag has too much or too little behind it")
    for part, kind in zip(parts, kinds, strict=True):
        if kind is not None and type(part) is not kind:
            raise BadValue("a tag has a part of the wrong type behind it")
    return parts
