"""LaTeX formulas as MathML, which browsers show and screen readers speak without any script.

latex2mathml builds the tree. What a student wrote stands in it, so only tags and attributes that lay out a formula are
written, by code of ours: the library's own text form leaves angle brackets as they are.
"""

import html
import re
from functools import lru_cache
from xml.etree.ElementTree import Element

from latex2mathml.converter import Converter

_TAGS = frozenset({
    "math", "menclose", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom",
    "mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable",
    "mtd", "mtext", "mtr", "munder", "munderover", "none",
})  # fmt: skip
_ATTRIBUTES = frozenset({
    "accent", "accentunder", "columnalign", "columnlines", "columnspacing", "depth", "displaystyle", "fence",
    "form", "height", "largeop", "linebreak", "linethickness", "lspace", "mathvariant", "maxsize", "minsize",
    "movablelimits", "notation", "rowlines", "rowspacing", "rspace", "scriptlevel", "separator", "stretchy",
    "symmetric", "voffset", "width",
})  # fmt: skip
_SAFE_VALUE = re.compile(r"[\w.+ -]{1,40}")
_REFUSED = re.compile(r"\\(?:re|provide)?newcommand|\\(?:e|g|x)?def\b|\\let\b|\\(?:href|style|class|cssId|require)\b")
_SCRIPTS = {"msub": 1, "msup": 1, "msubsup": 2, "munder": 1, "mover": 1, "munderover": 2}
_LONGEST = 2000
_WIDEST = 4000  # elements of one formula


@lru_cache(maxsize=2048)
def mathml(latex: str, block: bool) -> str:
    """A formula as HTML; as the text that it is where it cannot be converted, or had better not be."""
    tree = _tree(latex, block)
    if tree is None:
        tag = "pre" if block else "code"
        return f'<{tag} class="tex">{html.escape(latex.strip(), quote=False)}</{tag}>'
    body = "".join(map(_written, _unwrapped(tree)))
    return f'<math display="block">{body}</math>' if block else f"<math>{body}</math>"


def _tree(latex: str, block: bool) -> Element | None:
    """latex2mathml's tree; macros, which may grow without bound, and what is no formula are left alone."""
    if len(latex) > _LONGEST or _REFUSED.search(latex):
        return None
    try:
        tree = Converter(display="block" if block else "inline").convert_to_element(latex)
    except Exception:  # a dozen exceptions of its own, and whatever a malformed formula meets
        return None
    return tree if sum(1 for _ in tree.iter()) <= _WIDEST and _depth(tree) < 100 else None


def _depth(tree: Element) -> int:
    depth, level = 0, [tree]
    while level:
        depth, level = depth + 1, [child for node in level for child in node]
    return depth


def _unwrapped(tree: Element) -> list[Element]:
    """The formula's parts, without the row that the converter puts around them."""
    (row,) = tree
    return list(row)


def _written(node: Element) -> str:
    tag = str(node.tag)
    text = html.unescape(node.text or "")  # the converter writes symbols as character references
    inner = html.escape(text, quote=False) + "".join(_children(node))
    if tag not in _TAGS:
        return f"<mrow>{inner}</mrow>"
    kept = "".join(f' {name}="{value}"' for name, value in node.attrib.items() if _kept(name, value))
    return f"<{tag}{kept}>{inner}</{tag}>"


def _children(node: Element) -> list[str]:
    """What stands within an element; a base in several pieces, as the converter leaves a matrix, becomes one."""
    parts = [_written(child) for child in node]
    scripts = _SCRIPTS.get(str(node.tag), len(parts))
    base = parts[: len(parts) - scripts]
    return [f"<mrow>{''.join(base)}</mrow>", *parts[-scripts:]] if len(base) > 1 else parts


def _kept(name: str, value: str) -> bool:
    return name in _ATTRIBUTES and _SAFE_VALUE.fullmatch(value) is not None
