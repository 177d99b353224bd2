"""Python with the few colours that help reading: keywords, strings, comments.

The tags are the shortest that HTML has: `b` for keywords, `u` for strings, `i` for comments. A stylesheet
dresses them, and a screen reader passes over them. Pygments knows a hundred kinds of token; telling three apart takes
one expression and a tenth of its time, which was three quarters of a page's.
"""

import html
import keyword
import re
from collections.abc import Iterator
from functools import lru_cache

from markupsafe import Markup

REST = "\n<em>... the rest is left out ...</em>"
_LONGEST = 50_000  # characters that are coloured; nobody writes more into one cell
_CUT = 200_000
_CACHED = 8000
_TOKEN = re.compile(
    rf"""(?P<i>\#[^\n]*+)
    |(?P<u>(?:(?<!\w)[rbuftRBUFT]{{1,2}})?(?:
        \"{{3}}(?:[^"\\]|\\[\s\S]|"(?!""))*+(?:\"{{3}})?  |\'{{3}}(?:[^'\\]|\\[\s\S]|'(?!''))*+(?:\'{{3}})?
        |"(?:[^"\\\n]|\\[\s\S])*+"?                    |'(?:[^'\\\n]|\\[\s\S])*+'?))
    |\b(?P<b>{"|".join(keyword.kwlist)})\b""",
    re.VERBOSE,
)


def highlighted(source: str, python: bool = True) -> Markup:
    """Source code as the inside of a `pre`; provided cells, which all students share, are made once."""
    if not python or len(source) > _LONGEST:
        return plain(source)
    return _cached(source) if len(source) <= _CACHED else _coloured(source)


def plain(text: str) -> Markup:
    """Text as the inside of a `pre`."""
    return Markup(escaped(shown(text[:_CUT])) + (REST if len(text) > _CUT else ""))


def escaped(text: str) -> str:
    """Text as it stands between tags; quotes, of which code is full, may stay."""
    return html.escape(text, quote=False)


def shown(text: str) -> str:
    """Text without control characters, which a page cannot hold or which turn reading order around."""
    return text.translate(_CONTROLS)


_BIDI = (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)
_CONTROLS = dict.fromkeys(
    (*range(9), 0x0B, 0x0C, *range(0x0D, 0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), *_BIDI)
)


def _coloured(source: str) -> Markup:
    return Markup("".join(_parts(shown(source))))


_cached = lru_cache(maxsize=1024)(_coloured)


def _parts(source: str) -> Iterator[str]:
    end = 0
    for found in _TOKEN.finditer(source):
        yield escaped(source[end : found.start()])
        yield f"<{found.lastgroup}>{escaped(found.group())}</{found.lastgroup}>"
        end = found.end()
    yield escaped(source[end:])
