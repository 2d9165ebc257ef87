"""Workbooks, .xlsx and .xls."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pandas as pd

from geo.errors import TableError
from geo.inputs.limits import LIMITS
from geo.inputs.source import ROW

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from geo.inputs.source import Source


def first_rows(source: Source) -> list[list[str]]:
    """Read the rows among which the heads are."""
    return [[_cell_text(cell).strip() for cell in row] for row in _rows(source)[: LIMITS.head_rows]]


def batches(source: Source, columns: Sequence[int], head: int) -> Iterator[pd.DataFrame]:
    """Read some columns as text; see :func:`geo.inputs.tables.read_batches`."""
    rows = _rows(source)
    kept = [place for place in range(head, len(rows)) if any(cell != "" for cell in rows[place])]
    frame = pd.DataFrame(
        {c: pd.Series([_cell_text(rows[r][c]) for r in kept], dtype="str") for c in columns}
    )
    frame[ROW] = pd.Series(kept, dtype="int64") + 1
    yield frame


def is_workbook(path: Path) -> bool:
    """Tell whether a zip is a workbook."""
    try:
        with zipfile.ZipFile(path) as members:
            return any(name.startswith("xl/workbook") for name in members.namelist())
    except zipfile.BadZipFile:
        return False


def _rows(source: Source) -> Sequence[Sequence[object]]:
    """Read the sheet asked for, or the only one that is not empty, from its first cell."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError  # noqa: PLC0415

    _refuse_bomb(source)
    try:
        with CalamineWorkbook.from_path(source.path) as workbook:
            names = [
                name
                for name in workbook.sheet_names
                if name == source.sheet or not source.sheet
                if workbook.get_sheet_by_name(name).height
            ]
            if len(names) == 1:
                return workbook.get_sheet_by_name(names[0]).to_python(skip_empty_area=False)
            sheets = "、".join(workbook.sheet_names)
    except PasswordError as error:
        raise TableError(source.fault("fault.password")) from error
    except (CalamineError, OSError, ValueError) as error:
        raise TableError(source.fault("fault.excel_broken", value=error)) from error
    if not names and not source.sheet:
        raise TableError(source.fault("fault.empty"))
    raise TableError(source.fault("fault.sheet", value=source.sheet or "—", sheets=sheets))


def _refuse_bomb(source: Source) -> None:
    """Refuse a workbook that unpacks to more than we allow, before anything unpacks it."""
    if zipfile.is_zipfile(source.path):
        with zipfile.ZipFile(source.path) as members:
            sizes = [member.file_size for member in members.infolist()]
        if len(sizes) > LIMITS.zip_members or sum(sizes) > LIMITS.unzipped_bytes:
            raise TableError(source.fault("fault.too_large"))


def _cell_text(cell: object) -> str:
    """Write a cell as text: a whole number without a point, exactly as long as it is."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)
