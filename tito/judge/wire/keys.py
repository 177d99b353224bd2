"""Keys of dictionaries and members of sets, as strangers choose them."""

from collections import Counter

from tito.judge.wire.errors import BadKey

_CROWD = 32  # keys; from here on their hashes are looked at
_ALIKE = 8  # keys that may share one hash


def keyed(keys: list, values: list) -> dict:
    """The dictionary of different keys. Chosen to share one hash, 100,000 of them would take minutes."""
    try:
        if len(keys) > _CROWD and max(Counter(map(hash, keys)).values()) > _ALIKE:
            raise BadKey("many keys share one hash")
        found = dict(zip(keys, values, strict=True))
    except Exception:  # no list or array is a key; the hash of a remote object may do anything
        raise BadKey("a key cannot be hashed or compared") from None
    if len(found) != len(keys):
        raise BadKey("two keys are equal")
    return found
