"""Protection from formula injection: text of a user's file stays text in a spreadsheet."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# What spreadsheets take for a formula: also in full width, as East Asian editions do, and behind
# blanks, which some of them strip. Apostrophes before it are ours or look like ours.
_LIVE: Final = re.compile(r"['\s]*[=+\-@＝＋－＠]|'*[\t\r\n]")


def inert(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        The text, with ``'`` before it if it begins with ``= + - @``, tab or line end. Different
        texts stay different, so that :func:`as_given` can take the apostrophe away.

    Examples
    --------
    >>> inert("=1+1"), inert("沙洲社区"), inert("a=b")
    ("'=1+1", '沙洲社区', 'a=b')
    """
    return f"'{text}" if _LIVE.match(text) else text


def as_given(text: str) -> str:
    """Undo :func:`inert`.

    Examples
    --------
    >>> as_given(inert("@home")), as_given("'s Hof")
    ('@home', "'s Hof")
    """
    return text[1:] if text.startswith("'") and _LIVE.match(text[1:]) else text


def one_line(text: str, longest: int = 255) -> str:
    r"""Bring text to one line that a cell can hold.

    Examples
    --------
    >>> one_line("two\n lines")
    'two lines'
    """
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def display_width(text: str) -> int:
    """Count the columns text takes in a fixed-width font: a Chinese character takes two.

    Examples
    --------
    >>> display_width("480人")
    5
    """
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)
