"""Markdown as HTML that is safe to show, whoever wrote it: mistune's, without raw HTML, other addresses or scripts."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, ClassVar

import mistune
from markupsafe import Markup, escape
from mistune import BlockParser, BlockState, InlineParser, InlineState

from tito.feedback.code import highlighted, plain, shown
from tito.feedback.maths import mathml
from tito.feedback.pictures import data_uri

_LONGEST = 20_000  # characters of one cell that are laid out; a longer one is shown as it was written
_PLUGINS = ("strikethrough", "table", "task_lists")
_LINK = re.compile(r"(?:https?://|mailto:|#)[^\s\x00-\x1f\x7f-\x9f]*", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HIGHEST = 6
_FORMULA = (  # between two signs of its own, or an environment of LaTeX; a blank line ends neither
    r"^ {0,3}\$\$(?P<formula_text>(?:(?!\$\$|\n[ \t]*\n)[\s\S])+)\$\$[ \t]*$"
    r"|^ {0,3}(?P<formula_env>\\begin\{(?P<formula_name>[a-z]+\*?)\}"
    r"(?:(?!\n[ \t]*\n)[\s\S])+?\\end\{(?P=formula_name)\})[ \t]*$"
)


def laid_out(source: str, pictures: Mapping[str, str] | None = None) -> Markup:
    """A markdown cell as HTML; headings go down one level, since the page has its own.

    Args:
        pictures: data addresses of the pictures that it may show, by the address under which it names them.
    """
    if len(source) > _LONGEST:
        return Markup("<pre>") + plain(source) + Markup("</pre>")
    if pictures and "![" in source:
        return _made(source, pictures)
    return _cached(source)


def _made(source: str, pictures: Mapping[str, str]) -> Markup:
    renderer = _Renderer(pictures)
    try:
        return Markup(_markdown(renderer)(shown(source)))
    except (RecursionError, ValueError, KeyError, IndexError, AttributeError):  # a malformed text may meet any of them
        return Markup("<pre>") + plain(source) + Markup("</pre>")


@lru_cache(maxsize=1024)
def _cached(source: str) -> Markup:
    return _made(source, {})


class _Blocks(BlockParser):
    """A displayed formula is one block, whatever its lines begin with."""

    SPECIFICATION: ClassVar[dict[str, str]] = {**BlockParser.SPECIFICATION, "formula": _FORMULA}
    DEFAULT_RULES = ("formula", *BlockParser.DEFAULT_RULES)

    def parse_formula(self, found: re.Match[str], state: BlockState) -> int:
        """Keep a formula as it is written."""
        state.append_token({"type": "block_math", "raw": found.group("formula_text") or found.group("formula_env")})
        return found.end()


class _Inlines(InlineParser):
    """Formulas within a line come before everything that could take their underscores and stars for markup."""

    SPECIFICATION: ClassVar[dict[str, str]] = {
        **InlineParser.SPECIFICATION,
        "display": r"\$\$(?P<display_text>[^$]+)\$\$",
        "formula": r"\$(?P<formula_text>(?:\\[\s\S]|[^$\\\n]|\n(?!\s*\n))+)\$",
    }
    DEFAULT_RULES = ("codespan", "display", "formula", *(r for r in InlineParser.DEFAULT_RULES if r != "codespan"))

    def parse_display(self, found: re.Match[str], state: InlineState) -> int:
        """A displayed formula within a paragraph."""
        state.append_token({"type": "block_math", "raw": found.group("display_text")})
        return found.end()

    def parse_formula(self, found: re.Match[str], state: InlineState) -> int:
        """A formula within a line."""
        state.append_token({"type": "inline_math", "raw": found.group("formula_text")})
        return found.end()


class _Renderer(mistune.HTMLRenderer):
    """Escapes raw HTML, and lets no address through but links that a reader may follow."""

    def __init__(self, pictures: Mapping[str, str]) -> None:
        super().__init__(escape=True, allow_harmful_protocols=None)
        self._pictures = pictures

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        """A heading one level down, without an id, of which it may not make up its own."""
        return super().heading(text, min(level + 1, _HIGHEST))

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """A link where it leads to the web, to a letter or within the page; its text where it does not."""
        if not _LINK.fullmatch(url):
            return text
        return f'<a href="{escape(url)}" rel="noopener noreferrer">{text}</a>'

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """A picture that came with the notebook; of any other only what it is called."""
        alt = escape(Markup(text).striptags())
        if url in self._pictures:
            return f'<img src="{escape(self._pictures[url])}" alt="{alt}">'
        return f"<em>[picture: {alt}]</em>"

    def block_code(self, code: str, info: str | None = None) -> str:
        """Code between fences, coloured where it is Python."""
        python = (info or "").strip().lower().split(" ")[0] in ("python", "python3", "py", "ipython3")
        return f"<pre>{highlighted(code.rstrip(chr(10)), python)}</pre>\n"

    def block_html(self, html: str) -> str:
        """Raw HTML as the text that it is."""
        kept = _uncommented(html).strip()
        return f"<p>{self.inline_html(kept)}</p>\n" if kept else ""

    def inline_html(self, html: str) -> str:
        """A line break, which tables need; nothing for a comment; any other tag as the text that it is."""
        if _BREAK.fullmatch(html):
            return "<br>"
        return str(escape(_uncommented(html)))

    def block_math(self, text: str) -> str:
        """A displayed formula."""
        return mathml(text, True)

    def inline_math(self, text: str) -> str:
        """A formula within a line."""
        return mathml(text, False)


def _uncommented(html: str) -> str:
    """Raw HTML without comments; beyond the last end of one nothing is searched, which keeps long texts quick."""
    end = html.rfind("-->") + 3
    return _COMMENT.sub("", html[:end]) + html[end:] if end > 2 else html


def _markdown(renderer: _Renderer) -> mistune.Markdown:
    return mistune.Markdown(renderer, _Blocks(), _Inlines(), [mistune.plugins.import_plugin(name) for name in _PLUGINS])


def attached(attachments: Any) -> dict[str, str]:
    """The pictures that stand in a cell itself, by the address under which its text names them."""
    found: dict[str, str] = {}
    for name, bundle in attachments.items() if isinstance(attachments, Mapping) else ():
        uris = [data_uri(kind, data) for kind, data in bundle.items()] if isinstance(bundle, Mapping) else []
        found |= {f"attachment:{name}": uri for uri in uris if uri}
    return found
