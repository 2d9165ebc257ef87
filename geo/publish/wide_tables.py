"""Tables for paper: as wide as a page, what is wider in several parts below each other."""

from __future__ import annotations

import unicodedata
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pandas as pd

PAGE_EMS: Final = 62.0
"""What fits beside each other on A4, upright, in the letters of STYLE."""

LONGEST_EMS: Final = 14.0  # of a column: what is longer breaks
_LONGEST_WORD_EMS: Final = 7.0  # of a header
_SIDE_EMS: Final = 1.2  # the rim of a cell
STYLE: Final = """
    .sheet { border-collapse: collapse; width: 100%; table-layout: fixed; font-size: 8pt;
        margin: 2mm 0 5mm; }
    .sheet th, .sheet td { border: .4pt solid #9aa3af; padding: .6mm 1mm; text-align: left;
        vertical-align: top; overflow-wrap: anywhere; }
    .sheet th { background: #eef1f5; font-weight: 600; }
    .sheet .number { text-align: right; white-space: nowrap; }
    .sheet thead { display: table-header-group; }
    .sheet tr { break-inside: avoid; }
"""


def wide_table(cells: pd.DataFrame, page_ems: float = PAGE_EMS) -> str:
    """Write a table as HTML, the column that names its rows repeated in each part.

    Parameters
    ----------
    cells
        Text; a row a row, the headers its columns.
    page_ems
        How wide a part may be.
    """
    return "".join(_part(cells[headers]) for headers in parts_of(cells, page_ems))


def parts_of(cells: pd.DataFrame, page_ems: float = PAGE_EMS) -> list[list[str]]:
    """Return the headers of each part of a table; all but the first begin with the same column.

    The column that is repeated is the one of words with the most different ones, or else the first.

    Examples
    --------
    >>> import pandas as pd
    >>> cells = pd.DataFrame({"place": ["a"], "people": ["12"], "staff": ["3"]})
    >>> parts_of(cells, 9)
    [['place', 'people'], ['place', 'staff']]
    >>> parts_of(cells)
    [['place', 'people', 'staff']]
    >>> cells = pd.DataFrame({"role": ["nurse", "nurse"], "place": ["a", "b"], "staff": ["1", "2"]})
    >>> parts_of(cells, 9)
    [['role', 'place'], ['place', 'staff']]
    """
    headers = cells.columns.tolist()
    if not headers:
        return []
    widths = {header: _width(cells, header) for header in headers}
    words = [header for header in headers if not _is_number(cells, header)]
    named = max(words, key=lambda header: cells[header].nunique(), default=headers[0])
    parts: list[list[str]] = [[]]
    room = page_ems
    for header in headers:
        if parts[-1] and widths[header] > room:
            parts.append([named])
            room = page_ems - widths[named]
        if header not in parts[-1]:
            parts[-1].append(header)
            room -= widths[header]
    return parts


def _part(cells: pd.DataFrame) -> str:
    headers: list[str] = cells.columns.tolist()
    looks = ["number" if _is_number(cells, header) else "" for header in headers]
    head = "".join(f"<th>{escape(header)}</th>" for header in headers)
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td class="{look}">{escape(cell)}</td>' for look, cell in zip(looks, row, strict=True)
        )
        + "</tr>"
        for row in cells.itertuples(index=False, name=None)
    )
    wide = [_width(cells, header) for header in headers]
    columns = "".join(f'<col style="width:{100 * width / sum(wide):.1f}%">' for width in wide)
    return (
        f'<table class="sheet"><colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _is_number(cells: pd.DataFrame, header: str) -> bool:
    return not cells[header].str.contains(r"[^\d.,%+\-−—\s]", regex=True).any()


def _width(cells: pd.DataFrame, header: str) -> float:
    """Return how wide a column is: a header breaks between words, a number does not."""
    widest = max((_ems(cell) for cell in cells[header].unique()), default=0.0)
    least = min(max(map(_ems, header.split()), default=0.0), _LONGEST_WORD_EMS)
    whole = widest if _is_number(cells, header) else min(widest, LONGEST_EMS)
    return max(whole, least) + _SIDE_EMS


def _ems(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.56 for sign in text)
