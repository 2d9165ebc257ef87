"""A sieve of totals and notes: a pattern that every one of them has, and hardly any record.

What it lets through, :func:`geo.formats.summary_rows.kind_of_line` looks at, cell by cell. The
pattern is one of RE2, which reads millions of rows in a pass, however long they are.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

import pyarrow as pa
from pyarrow import compute

from geo.formats.summary_rows import KINDS, RECORD, number_of_line

if TYPE_CHECKING:
    from collections.abc import Sequence

_UNIT_SEPARATOR: Final = "\x1f"
# What Python takes for space, and RE2 does not, is named.
_SPACE: Final = r"[\s\v\pZ\x1c-\x1f\x{85}]"
_BETWEEN: Final = r"[\s\v\pZ\x1c-\x1f\x{85}()（）、，,:：.。·/-]"
_TOTAL: Final = (
    rf"[合总總共累小]{_SPACE}*[计計]"
    rf"|总数|總數|(?:grand{_SPACE}+)?totals?|sub-?{_SPACE}?totals?"
)
_WHOLE: Final = (
    r"全_*[国國省市区區县縣]|汇总|總數|sum|all(?:_*(?:places|regions|areas|provinces))?"
    r"|(?:whole_*)?country|ensemble|(?:ins)?gesamt|summe|totale|totaal|suma"
    r"|total_*g[eé]n[eé]ral|total_*geral|итого|всего"
    r"|其_*中_*[男女性]{0,2}|[省市县縣区區]_*[内內外]"
    r"|[本外]_*[省市县縣区區][本省市县縣区區内內外其他它乡镇街道_]*"
    r"|of_+which.*|(?:with_*)?in_*same_*province|within_*province"
    r"|(?:所?_*占_*)?(?:比重|比例|百分比)_*[%％‰]?|占比_*[%％‰]?|[%％‰]"
    r"|(?:同比|环比)?_*增[长幅速减]_*[%％‰]?|percent|share"
)
_NOTE: Final = (
    r"注|备注|说明|附注|填表|制表|填报|审核|复核|统计负责|单位负责|负责人|联系人|联系电话|数据来源|资料来源"
    r"|打印|导出|[第共]~*\p{Nd}+~*页|以上|(?:计量|数据|人数)?单位~*[:：]|units?~*[:：]"
    r"|(?:notes?|sources?)~*[:：.]|(?:prepared|printed)~+(?:by|on|at|for)"
)
# What stands alone in its row is a note if it is a sentence.
_SENTENCE: Final = (
    r"[:：，。；;（）、！？]|[\x{4e00}-\x{9fff}]_*~|~_*[\x{4e00}-\x{9fff}]|~_+~_+~_+~"
)


@cache
def sieve(delimiter: str = "") -> str:
    """Return the pattern of totals and notes.

    Parameters
    ----------
    delimiter
        What parts the cells of a row, which has several; "" = the text is one cell. Of rows it lets
        through those, too, that are empty or hold one sentence only.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from pyarrow import compute
    >>> rows = pa.array(["1,会计,3", "2,合 计,3", "全市,,3", "3,全市,3", "注：", "3,x,2"])
    >>> compute.match_substring_regex(rows, sieve(",")).to_pylist()
    [False, True, True, False, True, False]
    """
    mark = re.escape(delimiter)
    begin, end = (f"(?:^|{mark})", f"(?:$|{mark})") if mark else ("^", "$")
    other = f"[^{mark}]" if mark else r"(?s:.)"
    blank = f"(?:{_SPACE}|{mark})" if mark else _SPACE
    between = f"(?:{_BETWEEN}|{mark})" if mark else _BETWEEN
    whole = _inserted(_WHOLE, between)
    total = rf"{begin}{_SPACE}*{other}{{0,12}}(?:{_TOTAL})(?:{_SPACE}|[数:：])*{end}"
    header = rf"^{between}*(?:{whole}){between}*{end}"
    note = rf"^{blank}*(?:{_NOTE.replace('~', _SPACE)})"
    if not mark:
        return rf"(?i){total}|{header}|{note}"
    sentence = _inserted(_SENTENCE, other).replace("~", _SPACE)
    lone = rf"^{blank}*{other}*(?:{sentence}){other}*{blank}*$"
    return rf"(?i){total}|{header}|{note}|{lone}|^(?:{mark}|[\r\n])*$"


def numbers_of_lines(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the places in :data:`geo.formats.summary_rows.KINDS` of what rows are.

    Examples
    --------
    >>> numbers_of_lines([["合计", "12"], ["990101001001", "12"]])
    [1, 0]
    """
    lines = pa.array([_UNIT_SEPARATOR.join(row) for row in rows], pa.string())
    suspected = compute.match_substring_regex(lines, sieve(_UNIT_SEPARATOR)).to_pylist()
    record = KINDS.index(RECORD)
    return [
        number_of_line(row) if suspect else record
        for row, suspect in zip(rows, suspected, strict=True)
    ]


def _inserted(pattern: str, between: str) -> str:
    """Write what may stand between the signs of a word, also in a class of signs."""
    inner = _BETWEEN[1:-1]
    in_class = re.sub(r"\[([^\]]*)_\]", lambda found: f"[{found[1]}{inner}]", pattern)
    return in_class.replace("_", between)
