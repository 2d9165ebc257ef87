"""Rows of a table that are not records: totals, and notes below the table.

A total is checked against the sum of what it totals before it is left out, so that nobody is
counted twice and a table that has lost rows is found out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.core.columns import ROW
from geo.core.issues import TableError
from geo.core.row_account import NOTE, PART, SUBTOTAL, TOTAL
from geo.formats.checked import merged, shortened
from geo.formats.number_words import COUNT
from geo.formats.units import unit_above
from geo.formats.values import to_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from geo.core.issues import Issue
    from geo.formats.schema import TableSchema
    from geo.formats.source import Source

    Amounts = NDArray[np.float64]

LINE: Final = "line"
"""The column of a batch that tells what a row is, by its place in :data:`KINDS` (int8)."""

RECORD: Final = ""
UNIT_NOTE: Final = "unit"
KINDS: Final = (RECORD, TOTAL, SUBTOTAL, PART, NOTE, UNIT_NOTE)
"""What a row is; see :data:`geo.core.row_account.LEFT_OUT`. A note may say the unit of numbers."""
NOTES: Final = (KINDS.index(NOTE), KINDS.index(UNIT_NOTE))

# A total is called so at the end of a short cell: 合 计, 小计：, 城关街道小计, Grand total.
_TOTAL: Final = re.compile(
    r"(?:(.{0,12})(合|总|總|共|累|小)\s*[计計]|(总数|總數|(?:grand\s+)?totals?)|(sub-?\s?totals?))"
    r"\s*数?\s*[:：]?",
    re.IGNORECASE,
)
_ELSEWHERE: Final = (
    "ensemble|(?:ins)?gesamt|summe|totale|totaal|suma|totalg[eé]n[eé]ral|totalgeral|итого|всего"
)
# Words that mean this only at the header of a row, or of a column of a matrix, with numbers beside;
# compared without spaces and punctuation.
_WHOLE: Final = re.compile(
    r"全[国國省市区區县縣]|汇总|總數|sum|all|all(?:places|regions|areas|provinces)|(?:whole)?country"
    rf"|{_ELSEWHERE}",
    re.IGNORECASE,
)
_PART: Final = re.compile(
    r"其中[男女性]{0,2}|[省市县縣区區][内內外]|[本外][省市县縣区區][本省市县縣区區内內外其他它乡镇街道]*"
    r"|ofwhich.*|(?:with)?insameprovince|withinprovince"
    r"|(?:所?占)?(?:比重|比例|百分比)[%％‰]?|占比[%％‰]?|[%％‰]|(?:同比|环比)?增[长幅速减][%％‰]?|percent|share",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"[\s()（）、，,:：.。·/-]+")
_NUMBER: Final = re.compile(r"[-+]?[\d.,\s]*\d[\d.,\s]*%?")
_NOTE: Final = re.compile(
    r"(?:注\d{0,2}|备注|说明|附注|填表|制表|填报|审核|复核|统计负责|单位负责|负责人|联系人|联系电话|数据来源|资料来源"
    r"|打印|导出|第\s*\d+\s*页|共\s*\d+\s*页|以上|(?:计量|数据|人数)?单位\s*[:：]|units?\s*[:：]"
    r"|(?:notes?|sources?)\s*[:：.]|(?:prepared|printed)\s+(?:by|on|at|for)\b)",
    re.IGNORECASE,
)
_CODE: Final = r"\s*'?[-+]?\d[\d.,eE+]*\s*"
# Ward 5 is a name in letters; of Chinese a space makes a sentence.
_SENTENCE: Final = re.compile(
    r"[:：，。；;（）、！？]|[\u4e00-\u9fff].*\s|\s.*[\u4e00-\u9fff]|(?:\S+\s+){4}\S"
)


def kind_of_line(cells: Sequence[str]) -> str:
    """Classify what a row is by its cells, see :data:`KINDS`.

    Examples
    --------
    >>> kind_of_line(["合 计", "", "1502"]), kind_of_line(["", "城关街道小计", "30"])
    ('total', 'subtotal')
    >>> kind_of_line(["注：含港澳台居民", "", ""]), kind_of_line(["填表人：", "王某", "2026-11-02"])
    ('note', 'note')
    >>> kind_of_line(["单位：万人", "", ""]), kind_of_line(["注：人数单位为人", "", ""])
    ('unit', 'note')
    >>> kind_of_line(["Ensemble", "3 681"]), kind_of_line(["Insgesamt", "", "1.502"])
    ('total', 'total')
    >>> kind_of_line(["990101001001", "会计", "2"]), kind_of_line(["Ward 5", "", ""])
    ('', '')
    >>> kind_of_line(["Source: census", "", ""]), kind_of_line(["Sourceville", "12", "3"])
    ('note', '')
    """
    filled = [text for cell in cells if (text := cell.strip())]
    for text in filled:
        if kind := _kind_by_ending(text):
            return kind
    if (
        len(filled) > 1
        and all(map(_NUMBER.fullmatch, filled[1:]))
        and (kind := kind_of_header(filled[0]))
    ):
        return kind
    lone = len(filled) == 1 and len(cells) > 1 and _SENTENCE.search(filled[0])
    if not lone and not (filled and _NOTE.match(filled[0])):
        return RECORD
    unit = unit_above([filled], COUNT)
    return UNIT_NOTE if isinstance(unit, str) or (unit and unit.changes) else NOTE


def number_of_line(cells: Sequence[str]) -> int:
    """Return the place in :data:`KINDS` of what a row is."""
    return KINDS.index(kind_of_line(cells))


def kind_of_header(text: str) -> str:
    """Classify what a row or a column of numbers is by its own header; "" = a place.

    Examples
    --------
    >>> [kind_of_header(text) for text in ("全  国", "Total", "省外小计", "其中：女", "本县市区")]
    ['total', 'total', 'subtotal', 'part', 'part']
    >>> [kind_of_header(text) for text in ("本溪市", "全椒县", "Allen", "Totnes")]
    ['', '', '', '']
    """
    bare = _BETWEEN.sub("", text)
    by_word = TOTAL if _WHOLE.fullmatch(bare) else PART if _PART.fullmatch(bare) else RECORD
    return _kind_by_ending(text.strip()) or by_word


def _kind_by_ending(text: str) -> str:
    match = _TOTAL.fullmatch(text)
    if not match:
        return RECORD
    before, word, _, sub = match.groups()
    return SUBTOTAL if sub or word == "小" or (before or "").strip() else TOTAL


@dataclass
class _Waiting:
    """A total that stands above what it totals."""

    row: int
    kind: str
    stated: Mapping[str, float]


@dataclass
class SummaryRows:
    """Removes the rows that are not records from a table that is read in batches.

    Parameters
    ----------
    source
        The file.
    table
        What it may hold.
    headers
        Column -> its name in the batches.
    unit_stated
        Whether a header, or a line above, says what the numbers count.

    Attributes
    ----------
    left_out
        Rows taken out so far, by what they are.
    """

    source: Source
    table: TableSchema
    headers: Mapping[str, object]
    unit_stated: bool = False
    issues: tuple[Issue, ...] = ()
    left_out: dict[str, int] = field(default_factory=dict)
    _all: dict[str, float] = field(default_factory=dict)
    _since: dict[str, float] = field(default_factory=dict)
    _rows_since: int = 0
    _rows: int = 0
    _waiting: list[_Waiting] = field(default_factory=list)

    def __post_init__(self) -> None:
        columns = {column.name: column for column in self.table.columns}
        self._amounts = {
            name: position for name, position in self.headers.items() if columns[name].amount
        }
        self._places = [position for name, position in self.headers.items() if columns[name].place]
        self._all = dict.fromkeys(self._amounts, 0.0)
        self._since = dict.fromkeys(self._amounts, 0.0)

    def take(self, batch: pd.DataFrame, *, totals: bool = False) -> pd.DataFrame:
        """Return the rows of a batch that are no totals and notes, in order; both are told.

        With ``totals`` only notes are taken out: others check the totals.
        """
        numbers = {name: to_numbers(batch[position])[0] for name, position in self._amounts.items()}
        kinds = batch[LINE].to_numpy()
        lines = np.flatnonzero(kinds)
        if not len(lines):
            self._add(numbers, 0, len(batch))
            return batch
        record = self._has_place(batch.iloc[lines])
        if record.any() and numbers:
            record &= ~self._sums_beside(batch, lines, numbers)
        for cells in numbers.values():
            record |= np.isin(kinds[lines], NOTES) & np.isfinite(cells[lines])
        if totals:
            record |= ~np.isin(kinds[lines], NOTES)
        lines = lines[~record]
        begin = 0
        for line in lines.tolist():
            self._add(numbers, begin, line)
            begin = line + 1
            self._leave_out(batch, line, KINDS[kinds[line]], numbers)
        self._add(numbers, begin, len(batch))
        return batch.drop(index=batch.index[lines]) if len(lines) else batch

    def _leave_out(
        self, batch: pd.DataFrame, line: int, kind: str, numbers: Mapping[str, np.ndarray]
    ) -> None:
        row = int(batch[ROW].iloc[line])
        if kind == UNIT_NOTE:
            self._refuse_unit(row)
            kind = NOTE
        self.left_out[kind] = self.left_out.get(kind, 0) + 1
        stated = {name: float(cells[line]) for name, cells in numbers.items()}
        if kind == NOTE:
            self._tell(self.source.note("issue.note_line"), row)
        elif kind == PART:
            self._tell(self.source.note("issue.part_line"), row)
        else:
            self._total(_Waiting(row, kind, stated))

    def _refuse_unit(self, row: int) -> None:
        """Refuse a unit that stands below the numbers, and nowhere else: they were read as ones."""
        if self._amounts and not self.unit_stated:
            raise TableError(replace(self.source.issue("issue.unit_below"), row=row))

    def end(self) -> None:
        """Check the totals that stood above what they total."""
        for total in self._waiting:
            self._check(total, self._all if total.kind == TOTAL else self._since)
        self._waiting = []

    def _has_place(self, rows: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Return which rows have a place of their own: they are records, whatever else they say."""
        has = np.zeros(len(rows), dtype=bool)
        for position in self._places:
            has |= rows[position].astype("str").str.fullmatch(_CODE, na=False).to_numpy(bool)
        return has

    def _sums_beside(
        self, batch: pd.DataFrame, lines: NDArray[np.intp], numbers: Mapping[str, Amounts]
    ) -> NDArray[np.bool_]:
        """Return which lines sum the other rows of their place, above or below them.

        So stand 男, 女 and 小计 of each community, with its code in every row.
        """
        cells = batch[self._places].astype("str")
        coded = cells.apply(lambda column: column.str.fullmatch(_CODE, na=False))
        place = cells.where(coded, "").agg("".join, axis=1).to_numpy(object)
        block = np.cumsum(np.append(True, place[1:] != place[:-1]))
        others = np.ones(len(batch), dtype=bool)
        others[lines] = False
        sums = np.zeros(len(lines), dtype=bool)
        for position, line in enumerate(lines.tolist()):
            begin, end = np.searchsorted(block, [block[line], block[line] + 1])
            neighbours = begin + np.flatnonzero(others[begin:end])
            sums[position] = len(neighbours) > 1 and all(
                _same(amounts[line], np.nansum(amounts[neighbours])) for amounts in numbers.values()
            )
        return sums

    def _add(self, numbers: Mapping[str, np.ndarray], begin: int, end: int) -> None:
        for name, cells in numbers.items():
            amount = float(np.nansum(cells[begin:end]))
            self._all[name] += amount
            self._since[name] += amount
        self._rows += end - begin
        self._rows_since += end - begin

    def _total(self, total: _Waiting) -> None:
        above = any(
            _alike(sub.stated, self._since) for sub in self._waiting if sub.kind == SUBTOTAL
        )
        if not self._rows or (total.kind == SUBTOTAL and (above or not self._rows_since)):
            self._end_of_part()
            self._waiting.append(total)
            return
        same = [self._all, self._since] if total.kind == TOTAL else [self._since, self._all]
        right = [sums for sums in same if _alike(total.stated, sums)]
        self._check(total, (right or same)[0])
        self._end_of_part()

    def _end_of_part(self) -> None:
        """Begin a new part; a subtotal that stood above the last one is checked."""
        parts = [total for total in self._waiting if total.kind == SUBTOTAL]
        for total in parts:
            self._check(total, self._since)
            self._waiting.remove(total)
        self._since = dict.fromkeys(self._since, 0.0)
        self._rows_since = 0

    def _check(self, total: _Waiting, sums: Mapping[str, float]) -> None:
        compared = {name: stated for name, stated in total.stated.items() if np.isfinite(stated)}
        wrong = {name: stated for name, stated in compared.items() if not _same(stated, sums[name])}
        if not compared:
            self._tell(self.source.note("issue.total_line"), total.row)
        elif wrong:
            for name, stated in wrong.items():
                self._tell(
                    self.source.warning("issue.total_wrong", name),
                    total.row,
                    stated,
                    summed=_shown(sums[name]),
                )
        else:
            name, stated = next(iter(compared.items()))
            self._tell(self.source.note("issue.total_right", name), total.row, stated)

    def _tell(
        self, issue: Issue, row: int, stated: float | None = None, **placeholders: object
    ) -> None:
        value = "" if stated is None else shortened(_shown(stated))
        self.issues = merged(
            (*self.issues, replace(issue, row=row, value=value, more=placeholders))
        )


def _alike(stated: Mapping[str, float], sums: Mapping[str, float]) -> bool:
    return all(_same(value, sums[name]) for name, value in stated.items() if np.isfinite(value))


def _same(stated: float, summed: float) -> bool:
    return bool(np.isclose(stated, summed, rtol=1e-9, atol=1e-6))


def _shown(number: float) -> str:
    return f"{number:,.10g}" if number % 1 else f"{int(number):,}"
