"""What a table holds: its name, and its columns with the heads they go by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    name
        What it is called inside.
    heads
        Heads that mean it and nothing else, separated by spaces; the name is always one.
    loose
        Heads that mean it where the file has none of ``heads``: a plain ``code``, say.
    needed
        Whether the table is of no use without it.
    instead
        Another column, with which this one is not needed.
    place
        Whether it says where a row belongs: a line of totals has no such thing.
    amount
        Whether its numbers can be summed, as a line of totals does.
    measure
        What its numbers are, see :mod:`geo.formats.number_words`; "" = it holds none that may have
        a unit.
    one_without
        Whether a row stands for one where the file has no such column.
    """

    name: str
    heads: str = ""
    loose: str = ""
    needed: bool = False
    place: bool = False
    amount: bool = False
    measure: str = ""
    one_without: bool = False
    instead: str = ""


@dataclass(frozen=True)
class TableSchema:
    """A table that a file may hold.

    Parameters
    ----------
    name
        What it is called inside.
    columns
        Its columns, in order.
    """

    name: str
    columns: tuple[Column, ...]
