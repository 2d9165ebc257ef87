"""Matching of column headers to the columns of a schema, in Chinese and English."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import astuple, dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, TypeVar

import pandas as pd

from geo.core.i18n import Term
from geo.core.issues import Issue
from geo.core.masks import without_numbers
from geo.formats.checked import Dropped
from geo.formats.number_words import COUNT, MINUTES
from geo.formats.personal_data import is_personal, masked
from geo.formats.units import TIME_BEHIND, unit_in_header

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from geo.formats.schema import Column, TableSchema
    from geo.formats.source import Source

FrameT = TypeVar("FrameT", bound="pd.DataFrame")

_SHORT = 2
_BRACKETED = re.compile(r"[(\[【〔{][^()\[\]【】〔〕{}]*[)\]】〕}]")
_UNIT_BEHIND = re.compile(r"(.+?)(?:[/,、_]\s*[^/,、_]+|[十百千万萬亿億]+人)")
_BETWEEN = re.compile(r"[\s_\-*:/、.·]+")


@dataclass(frozen=True)
class Match:
    """Which header of a file is which column.

    Parameters
    ----------
    headers
        Column name -> the position of its header in the file.
    dropped
        Heads that are no column of the table, so are not read.
    issues
        Columns needed and not found, found twice, chosen and not there, or with the header of a
        column about persons.
    """

    headers: Mapping[str, int]
    dropped: tuple[Dropped, ...]
    issues: tuple[Issue, ...]


def plain(header: str) -> str:
    """Reduce a header to what it means: no width, case, spaces, marks, or unit in brackets.

    Examples
    --------
    >>> plain(" 经度（°）"), plain("Community_Code"), plain("街道/乡镇 代码*")
    ('经度', 'communitycode', '街道乡镇代码')
    """
    narrow = unicodedata.normalize("NFKC", header).casefold()
    bare = _BETWEEN.sub("", _BRACKETED.sub("", narrow))
    return bare or _BETWEEN.sub("", narrow)


def column_named(word: str, table: TableSchema) -> str | None:
    """Find the column that a key of ``columns = { … }`` in ``city.toml`` means.

    Examples
    --------
    >>> from geo.city.schemas import TABLES
    >>> column_named("community", TABLES["records"]), column_named("经度", TABLES["sites"])
    ('community_code', 'lon')
    """
    matches = positions([word], table)
    return next(iter(matches), None)


def match(
    headers: Sequence[str],
    table: TableSchema,
    chosen: Mapping[str, str] | None = None,
    file: str = "",
) -> Match:
    """Match the headers of a file to the columns of a table.

    Parameters
    ----------
    headers
        The headers as the file has them, in order.
    table
        Its columns.
    chosen
        Column -> header, as ``city.toml`` says; before the synonyms. "" = no header: the column
        is not read.
    file
        The file as the user named it, for the issues.

    Examples
    --------
    >>> from geo.city.schemas import TABLES
    >>> found = match(["姓名", "经度(°)", "纬度(°)", "人数"], TABLES["records"])
    >>> found.headers
    {'lon': 1, 'lat': 2, 'count': 3}
    >>> found.dropped
    (Dropped(file='', column='姓名', personal=True),)
    """
    chosen = {column_named(word, table) or word: header for word, header in (chosen or {}).items()}
    positions_by_column = positions(headers, table)
    issues = []
    listed = {"headers": "、".join(shown_headers([header for header in headers if header])) or "—"}
    for column in table.columns:
        if chosen.get(column.name) == "" and not column.needed:
            positions_by_column.pop(column.name, None)
        elif chosen.get(column.name):
            header = chosen[column.name]
            positions_by_column[column.name] = [
                position for position, text in enumerate(headers) if text == header
            ]
            if not positions_by_column[column.name]:
                issues.append(_issue("issue.column_chosen", file, header, listed))
        elif column.needed and not any(
            map(positions_by_column.get, [column.name, *column.instead.split()])
        ):
            issues.append(_issue("issue.column_needed", file, column.name, listed))
        if len(positions_by_column.get(column.name, ())) > 1:
            twice = "、".join(
                shown_headers([headers[position] for position in positions_by_column[column.name]])
            )
            issues.append(_issue("issue.column_twice", file, column.name, {"headers": twice}))
    # A header chosen for one column is no longer another's by its synonyms.
    chosen_positions = {
        positions_by_column[name][0] for name in chosen if positions_by_column.get(name)
    }
    position_by_column = {
        name: places[0]
        for name, places in positions_by_column.items()
        if places and (name in chosen or places[0] not in chosen_positions)
    }
    issues += [
        _issue("issue.personal_header", file, headers[position], {"name": Term(f"column.{name}")})
        for name, position in position_by_column.items()
        if is_personal(plain(headers[position])) and not table.may_hold(name)
    ]
    dropped = [
        Dropped(file, header, personal=is_personal(plain(header)))
        for position, header in enumerate(headers)
        if position not in position_by_column.values() and header
    ]
    return Match(position_by_column, tuple(dropped), tuple(issues))


def renamed(frame: FrameT, keys: Mapping[str, Hashable]) -> FrameT:
    """Return the columns of a frame under their own names; one column may have two.

    Parameters
    ----------
    frame
        As read; all its other columns stay.
    keys
        Name -> what the column is called in ``frame``.
    """
    others = [key for key in frame if key not in keys.values()]
    selected = frame[[*keys.values(), *others]].copy()
    selected.columns = [*keys, *others]
    return selected


def name_headers(source: Source, headers: Sequence[str], matches: Match) -> None:
    """Let the issues of a file say its columns by their headers."""
    matched = [headers[position] for position in matches.headers.values()]
    shown = [
        header if unit_in_header(header, COUNT) else masked_header
        for header, masked_header in zip(matched, shown_headers(matched), strict=True)
    ]
    source.layout.headers.update(zip(matches.headers, shown, strict=True))


def shown_headers(headers: Sequence[str]) -> list[str]:
    """Return headers, or names of sheets, as they may be shown: a row of cells may stand for them.

    Headers are shown, and of other words what does not look like a person's. Two characters
    are taken for a name only where a number of a person stands beside them.

    Examples
    --------
    >>> shown_headers(["姓名", "金额", "编号2"]), shown_headers(["王明", "13800138000", "姓名"])
    (['姓名', '金额', '编号2'], ['王…', '13…', '姓名'])
    """
    of_person = any(without_numbers(header) != header for header in headers)
    return [
        header
        if is_personal(plain(header)) or (len(header) <= _SHORT and not of_person)
        else masked(header)
        for header in headers
    ]


def dropped_columns(columns: Iterable[Dropped]) -> pd.DataFrame:
    """List columns that were not read: ``file``, ``column`` (str), ``personal`` (bool)."""
    frame = pd.DataFrame(map(astuple, columns), columns=["file", "column", "personal"])
    if len(frame):  # a row of a person may be the headers
        headers = frame.groupby("file")["column"]
        frame["column"] = headers.transform(lambda of: shown_headers(of.tolist()))
    return frame.astype({"file": "str", "column": "str", "personal": bool})


def positions(headers: Sequence[str], table: TableSchema) -> dict[str, list[int]]:
    """Find the places of each column's headers; loose headers only where there are no strict ones.

    Examples
    --------
    >>> from geo.city.schemas import TABLES
    >>> positions(["代码", "社区代码", "人数"], TABLES["staff"])
    {'community_code': [1], 'posts': [2]}
    """
    headers = [header if _LETTER.search(header) else "" for header in headers]  # a number is none
    if not any(headers):
        return {}
    reduced = [header and _whole(header) for header in headers]
    measures = {column.measure for column in table.columns} - {""}
    bare = {
        measure: [header and _without_unit(header, measure) for header in headers]
        for measure in measures
    }
    positions_by_column: dict[str, list[int]] = {}
    for column in table.columns:
        for words in _words_of(column):
            places = [position for position, word in enumerate(reduced) if word in words]
            if not places and column.measure:
                without_units = bare[column.measure]
                places = [position for position, word in enumerate(without_units) if word in words]
            if places and column.name not in positions_by_column:
                positions_by_column[column.name] = places
    return positions_by_column


_LETTER: Final = re.compile(r"[^\W\d_]")


@cache
def _words_of(column: Column) -> tuple[frozenset[str], frozenset[str]]:
    """Return the headers that mean a column, and those that do where no such header is."""
    return frozenset([plain(column.name), *column.headers.split()]), frozenset(column.loose.split())


_TOTALS: Final = frozenset(
    ["合计", "总计", "小计", "共计", "计", "总数", "总人数", "全部", "total", "all", "sum"]
)


def _without_unit(header: str, measure: str) -> str:
    """Reduce a header that has a unit behind it.

    Examples
    --------
    >>> [_without_unit(header, COUNT) for header in ("人数/万人", "人数万人", "街道/乡镇")]
    ['人数', '人数', '']
    >>> [_without_unit(header, MINUTES) for header in ("duration_s", "TotalTimeSeconds", "time")]
    ['duration', 'totaltime', '']
    """
    match = _UNIT_BEHIND.fullmatch(unicodedata.normalize("NFKC", header).strip())
    if match and unit_in_header(header, measure) is not None:
        return plain(match[1])
    if measure == MINUTES and TIME_BEHIND.search(word := plain(header)):
        return TIME_BEHIND.sub("", word)
    return ""


def _whole(header: str) -> str:
    """Reduce a header; of two rows, one over parts and their total, the total is the whole.

    Examples
    --------
    >>> _whole("人数/合计"), _whole("人数/男"), _whole("街道/乡镇")
    ('人数', '人数男', '街道乡镇')
    """
    upper, _, lower = header.rpartition("/")
    return plain(upper) if upper and plain(lower) in _TOTALS else plain(header)


def _issue(key: str, file: str, column: str, placeholders: Mapping[str, str | Term]) -> Issue:
    return Issue(key, severity="error", file=file, column=column, more=placeholders)
