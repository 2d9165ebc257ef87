"""What a table holds: its name, and its columns with the headers they go by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    name
        What it is called inside.
    headers
        Heads that mean it and nothing else, separated by spaces; the name is always one.
    loose
        Heads that mean it where the file has none of ``headers``: a plain ``code``, say.
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
    unit
        What they are in, whatever the header says; "" = as the header says.
    may_hold
        What of a person its cells may look like, being a place's own: keys ``personal.*`` of
        :mod:`geo.formats.personal_data`. A column that looks like anything else of a person is not
        read.
    one_without
        Whether a row stands for one where the file has no such column.
    """

    name: str
    headers: str = ""
    loose: str = ""
    needed: bool = False
    place: bool = False
    amount: bool = False
    measure: str = ""
    unit: str = ""
    one_without: bool = False
    instead: str = ""
    may_hold: frozenset[str] = frozenset()


@dataclass(frozen=True)
class TableSchema:
    """A table that a file may hold.

    Parameters
    ----------
    name
        What it is called inside.
    columns
        Its columns, in order.
    of_places
        Whether its rows are places, and names there of places, however they look.
    """

    name: str
    columns: tuple[Column, ...]
    of_places: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(column.name for column in self.columns)

    def may_hold(self, column: str) -> frozenset[str]:
        """Return what of a person the cells of a column may look like; nothing if not a column."""
        return next(
            (declared.may_hold for declared in self.columns if declared.name == column), frozenset()
        )
