"""Workbooks, .xlsx and .xls."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.errors import TableError
from geo.inputs.limits import LIMITS
from geo.inputs.source import ROW
from geo.inputs.total_lines import LINE, kind_of_line
from geo.inputs.workbook_guard import refuse_bomb

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.inputs.source import Source


class ExcelTable:
    """A sheet of a workbook; see :class:`geo.inputs.tables.TableFile`."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._kept: list[list[str]] | None = None
        self.share = 0.0

    def first_rows(self) -> list[list[str]]:
        """Read the first rows as text."""
        sheet = self._sheet()
        if sheet.total_height * sheet.total_width <= LIMITS.kept_cells:
            self._kept = list(_texts(sheet))
            return [[cell.strip() for cell in row] for row in self._kept[: LIMITS.sample_rows]]
        first = zip(range(LIMITS.sample_rows), _texts(sheet), strict=False)
        return [[cell.strip() for cell in row] for _, row in first]

    def batches(self, columns: Sequence[int], head: int) -> Iterator[pd.DataFrame]:
        """Read some columns as text."""
        if self._kept is not None:
            rows, height = iter(self._kept), len(self._kept)
            self._kept = None
        else:
            sheet = self._sheet()
            rows, height = _texts(sheet), sheet.end[0] + 1
        below = (
            ([row[place] for place in columns], number, kind_of_line(row))
            for number, row in enumerate(rows, start=1)
            if number > head and any(row)
        )
        while part := list(islice(below, LIMITS.batch_rows)):
            cells, numbers, kinds = zip(*part, strict=True)
            frame = pd.DataFrame(list(cells), columns=list(columns), dtype="str")
            frame[ROW] = pd.Series(numbers, dtype="int64")
            frame[LINE] = pd.Series(kinds, dtype="object")
            self.share = numbers[-1] / height
            yield frame

    def _sheet(self) -> Any:
        """Open the sheet asked for, or the only one that is not empty."""
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError  # noqa: PLC0415

        source = self._source
        refuse_bomb(source)
        try:
            with CalamineWorkbook.from_path(source.path) as workbook:
                names = [
                    name
                    for name in workbook.sheet_names
                    if name == source.sheet or not source.sheet
                    if workbook.get_sheet_by_name(name).height
                ]
                if len(names) == 1:
                    return workbook.get_sheet_by_name(names[0])
                sheets = "、".join(workbook.sheet_names)
        except PasswordError as error:
            raise TableError(source.fault("fault.password")) from error
        except (CalamineError, OSError, ValueError, KeyError) as error:
            raise TableError(source.fault("fault.excel_broken", value=error)) from error
        except BaseException as error:
            # A panic of the library is no Exception; anything else is not ours to catch.
            if type(error).__name__ != "PanicException":
                raise
            raise TableError(source.fault("fault.excel_broken", value="panic")) from error
        if not names and not source.sheet:
            raise TableError(source.fault("fault.empty"))
        raise TableError(source.fault("fault.sheet", value=source.sheet or "—", sheets=sheets))


def _texts(sheet: Any) -> Iterator[list[str]]:
    """Give the rows of a sheet as text, from its first cell; merged text fills its rows.

    A text that is merged over several rows, such as the street of its communities, holds for each
    of them. A number is not repeated: it would be counted again.
    """
    over: dict[int, dict[int, int]] = {}
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        if bottom > top:
            over.setdefault(top, {})[left] = bottom
    held: dict[int, tuple[int, str]] = {}
    aside = [""] * sheet.start[1] if sheet.start else []
    for number, found in enumerate(sheet.iter_rows()):
        row = aside + found
        cells = [_cell_text(cell) for cell in row]
        for left, (bottom, text) in list(held.items()):
            if number > bottom:
                del held[left]
            elif left < len(cells) and not cells[left]:
                cells[left] = text
        for left, bottom in over.get(number, {}).items():
            if left < len(row) and isinstance(row[left], str) and row[left]:
                held[left] = bottom, str(row[left])
        yield cells


def _cell_text(cell: object) -> str:
    """Write a cell as text: a whole number without a point, exactly as long as it is."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)
