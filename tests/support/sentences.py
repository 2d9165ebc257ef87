"""What a page says: its text without the marks of HTML."""

import re
from html import unescape

_TEXT = re.compile(r"<(p|li|h[1-6])\b[^>]*>(.*?)</\1>", re.DOTALL)


def plain(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def sentences(html):
    """Return the paragraphs, items of lists and headings."""
    return {plain(text) for _, text in _TEXT.findall(html)} - {""}


def cells(row):
    """Return the text of the cells of a row of a table."""
    return [unescape(cell) for cell in re.findall(r"<td[^>]*>([^<]*)</td>", row)]


def percent(share):
    return f"{100 * share:.1f}%"
