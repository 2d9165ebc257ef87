"""Gives the rows of a sheet as lines of JSON, many a line, to :mod:`geo.formats.excel.reader`.

A broken workbook can make its reader ask for more memory than there is, which ends the process it
runs in. So it runs in one of its own, with bounded memory where the system can bound it.
"""

from __future__ import annotations

import json
import sys
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from geo.formats.bounded import bound
from geo.formats.limits import LIMITS, size_words

if TYPE_CHECKING:
    from collections.abc import Iterator


_CELLS_TOLD: Final = 10_000  # at a time


def main(path: str, sheet_name: str) -> None:
    """Write the number of rows, then the rows, or what is wrong, to standard output."""
    bound(LIMITS)
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            named = [name for name in workbook.sheet_names if sheet_name in {"", name}]
            sheets = {
                name: sheet for name in named if (sheet := workbook.get_sheet_by_name(name)).height
            }
            hidden = [] if sheet_name else [one for one in _hidden(workbook) if one in sheets]
            if shown := {name: sheets[name] for name in sheets if name not in hidden}:
                sheets = shown
            if len(sheets) == 1:
                ((name, sheet),) = sheets.items()
                several = len(workbook.sheet_names) > 1
                facts = {"sheet": name, "several": several, "hidden": hidden if shown else []}
                _tell({"rows": (sheet.end or (0, 0))[0] + 1, **facts})
                rows = texts(sheet)
                most = max(_CELLS_TOLD // max(sheet.width, 1), 1)
                while part := list(islice(rows, most)):
                    _tell(part)
            elif sheets or sheet_name:
                _tell({"what": "issue.sheet", "sheets": workbook.sheet_names})
            else:
                _tell({"what": "issue.empty"})
    except PasswordError:
        _tell({"what": "issue.password"})
    except MemoryError:
        _tell({"what": "issue.limit_memory", "most": size_words(LIMITS.memory_bytes)})
    except (CalamineError, OSError, ValueError, KeyError) as error:
        _tell({"what": "issue.excel_broken", "value": type(error).__name__})


def _hidden(workbook: Any) -> list[str]:
    """List the sheets that a user does not see, such as lists for drop-downs."""
    about = workbook.sheets_metadata
    return [one.name for one in about if str(one.visible).rpartition(".")[2] != "Visible"]


def texts(sheet: Any) -> Iterator[list[str]]:
    """Return the rows of a sheet as text, from its first cell; merged text fills its rows.

    A text that is merged over several rows, such as the street of its communities, holds for each
    of them. A number is not repeated: it would be counted again.
    """
    over: dict[int, dict[int, int]] = {}
    for (top, column), (bottom, _) in sheet.merged_cell_ranges or ():
        if bottom > top:
            over.setdefault(top, {})[column] = bottom
    merged: dict[int, tuple[int, str]] = {}
    rejected = [""] * sheet.start[1]
    for number, cells_found in enumerate(sheet.iter_rows()):
        row = rejected + cells_found
        cells = [_cell_text(cell) for cell in row]
        for column, (bottom, text) in list(merged.items()):
            if number > bottom:
                del merged[column]
            elif column < len(cells) and not cells[column]:
                cells[column] = text
        for column, bottom in over.get(number, {}).items():
            if column < len(row) and isinstance(row[column], str) and row[column]:
                merged[column] = bottom, str(row[column])
        yield cells


def _cell_text(cell: object) -> str:
    """Write a cell as text: a whole number without a point, exactly as long as it is."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else str(cell)
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


def _tell(message: object) -> None:
    sys.stdout.write(json.dumps(message) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
