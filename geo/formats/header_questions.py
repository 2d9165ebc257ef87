"""Columns of numbers without a clear header: the user is asked whether one is the count of a row.

Otherwise every row would count one, and a table of communities with thousands of people would
hold as many people as it has rows.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from geo.core.i18n import Term
from geo.formats.header_matching import plain, shown_headers
from geo.formats.number_words import COUNT, meaning
from geo.formats.units import unit_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from geo.core.issues import Issue
    from geo.formats.header_matching import Match
    from geo.formats.schema import TableSchema
    from geo.formats.source import Source

# Heads of numbers that count nothing; in the form of geo.formats.header_matching.plain.
_NO_COUNT: Final = re.compile(
    r"序号?|.*(?:编号|编码|代码|号码|号|邮编|日期|时间|年份|年龄|楼|层|室|栋|单元|面积|租金|金额|工资|收入|经度|纬度)"
    r"|[年月日区]|年月|.*坐标|id|no|nr|fid|objectid|gid|index|row|rowid|.*(?:code|id|year|date|lat|lon|lng|age|floor"
    r"|zip|postcode|area|rent|price|income|version|easting|northing)|[xy]"
)
_OF_PEOPLE: Final = re.compile(
    r"人|口$|总数|合计|总计|小计|数量|total|count|people|person|pop|migrant|resident|effectif|anzahl|nombre|einwohner"
    r"|habitant|pessoas|personas|sum|num"
)
_OF_POSTS: Final = re.compile(r"[专兼]职|编制|在[岗编]|岗位|配备|posts?$|staff|employees")
_MONTH: Final = re.compile(r"(?:(?:19|20)\d\d年?)?(?:0?[1-9]|1[0-2])月?|(?:19|20)\d\d年?")
_UNITS: Final = ("单位", "计量单位", "计数单位", "人数单位", "数量单位", "unit", "units")
_YEARS: Final = range(1900, 2101)
_SHARE: Final = 0.8
_LONG: Final = 6
_DIGITS: Final = re.compile(r"\d{1,15}", re.ASCII)
_FEWEST: Final = 3


def questions_of_amounts(
    source: Source,
    table: TableSchema,
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    answers: tuple[Match, Collection[str]],
) -> list[Issue]:
    """Ask which column says how many a row stands for, where headers do not say it.

    Parameters
    ----------
    source
        The file.
    table
        What it may hold.
    headers
        Its headers.
    rows
        The first rows below them.
    answers
        Which headers are known, and the columns that ``city.toml`` decides.
    """
    match, answered = answers
    questions = []
    for column in table.columns:
        if not (column.one_without or column.amount) or column.name in answered:
            continue
        column_position = match.headers.get(column.name)
        placeholders = {"column_name": Term(f"column.{column.name}")}
        if column_position is not None:
            merged_header = _merged_to(column_position, headers, rows)
            if merged_header:
                questions.append(
                    source.issue("issue.count_merged", headers[column_position], **placeholders)
                )
        elif column.one_without and (places := possible_counts(match, headers, rows)):
            named = "、".join(shown_headers([headers[position] for position in places]))
            questions.append(
                source.issue("issue.count_asked", named, **placeholders, name=column.name)
            )
    return questions


def units_beside(table: TableSchema, match: Match, headers: Sequence[str]) -> list[int]:
    """List the places of columns that say the unit of every row, where a table has counts."""
    counts = any(
        column.measure == COUNT and column.name in match.headers for column in table.columns
    )
    return [place for place, header in enumerate(headers) if counts and plain(header) in _UNITS]


def changes_numbers(cell: str) -> bool:
    """Return whether a cell is a unit with which numbers are not what they look like.

    Examples
    --------
    >>> [changes_numbers(cell) for cell in ("万人", "户", "人", "历山街道")]
    [True, True, False, False]
    """
    unit = unit_of(cell, COUNT)
    return isinstance(unit, str) or bool(unit and unit.changes)


def possible_counts(
    match: Match, headers: Sequence[str], rows: Sequence[Sequence[str]]
) -> list[int]:
    """List the places of columns that are not read and may say how many a row stands for."""
    personal = {column.column for column in match.dropped if column.personal}
    matched = set(match.headers.values())
    return [
        position
        for position, header in enumerate(headers)
        if header and position not in matched and header not in personal
        if _may_count(header, [row[position] for row in rows if position < len(row)])
    ]


def _merged_to(position: int, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the column right of a header has none, and holds counts too: one over both."""
    right = position + 1
    if any(headers[right : right + 1]):
        return False
    cells = [row[right] for row in rows if right < len(row)]
    return bool(_counts(cells)) and (right < len(headers) or len(cells) == len(rows))


def _may_count(header: str, cells: Sequence[str]) -> bool:
    """Return whether cells look like counts, by themselves and by their header."""
    if _NO_COUNT.fullmatch(plain(header)):
        return False
    if _OF_PEOPLE.search(plain(header)) or _MONTH.fullmatch(plain(header)):
        return bool(_amounts(cells))
    numbers = _counts(cells)
    if not numbers or set(numbers) <= {0, 1}:
        return False
    if _OF_POSTS.search(plain(header)):
        return True
    # Flags, serial numbers, years and codes of one length count nothing.
    serial = len(numbers) >= _FEWEST and all(
        after - before == 1 for before, after in pairwise(numbers)
    )
    years = all(number in _YEARS for number in numbers)
    lengths = {len(str(number)) for number in numbers}
    codes = len(lengths) == 1 and lengths.pop() >= _LONG
    return not (serial or years or codes)


def _counts(cells: Sequence[str]) -> list[int]:
    """Return the whole numbers of cells of which nearly all are such; none otherwise."""
    numbers = _amounts(cells)
    integers = [int(number) for number in numbers if number == number.to_integral_value()]
    return integers if len(integers) >= _SHARE * len(numbers) else []


def _amounts(cells: Sequence[str]) -> list[Decimal]:
    """Return the numbers from 0 of cells of which nearly all are such; none otherwise."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    numbers = [
        value
        for cell in filled
        if (value := Decimal(cell) if _DIGITS.fullmatch(cell) else meaning(cell, COUNT)) is not None
    ]
    positive = [number for number in numbers if number >= 0]
    return positive if filled and len(positive) >= _SHARE * len(filled) else []
