"""Text in pictures: how wide it is, where it breaks, and how it is written as SVG."""

from __future__ import annotations

import unicodedata
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

INK, QUIET = "#1f2937", "#5b6675"
FONT: Final = "'Source Sans 3', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"


def wrapped(text: str, ems: float) -> list[str]:
    """Break text into lines so many em wide; a sign of Chinese is one em, others about half.

    Examples
    --------
    >>> wrapped("每500名流动人口", 5), wrapped("one two three", 4)
    (['每500名流', '动人口'], ['one two', 'three'])
    """
    lines, line, width = [], "", 0.0
    for word in _words(text):
        if line and width + width_of(word.rstrip()) > ems:
            lines.append(line.rstrip())
            line, width = "", 0.0
        line, width = line + word, width + width_of(word)
    return [*lines, line.rstrip()] if line.strip() else lines


def _words(text: str) -> Iterator[str]:
    """Split text where a line may end: after a blank, and around each sign of Chinese."""
    word = ""
    for sign in " ".join(text.split()):
        wide = _is_wide(sign)
        if word and (wide or word[-1] == " " or _is_wide(word[-1])):
            yield word
            word = ""
        word += sign
    if word:
        yield word


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"


def width_of(text: str) -> float:
    """Return about how wide text is, in em."""
    return sum(1.0 if _is_wide(sign) else 0.54 for sign in text)


def svg_text(
    x: float, y: float, words: str, size: int, colour: str = INK, weight: int = 400
) -> str:
    """Write a line of text as SVG, escaped."""
    look: Mapping[str, object] = {"font-size": size, "fill": colour, "font-weight": weight}
    attributes = " ".join(f'{name}="{value}"' for name, value in look.items())
    return f'<text x="{x:.1f}" y="{y:.1f}" {attributes}>{escape(words)}</text>'
