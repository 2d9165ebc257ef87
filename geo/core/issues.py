"""What can be wrong with an input, and one error class per kind of failure.

A :class:`Fault` is one thing wrong, told as a sentence in the user's language. Readers gather all
faults of a file; an error carries every fault that made it impossible to go on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.core.i18n import ENGLISH, Term, exists, say
from geo.core.masks import without_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an input, and where.

    Parameters
    ----------
    what
        Key of the sentence in :mod:`geo.core.i18n`, such as ``"fault.code_missing"``. The sentence
        says what is wrong and what to do.
    stops
        Whether a run cannot go on with it.
    file
        The file as the user named it, relative to the city folder.
    row
        The first row concerned, counted as a spreadsheet shows it (the head is row 1); for layers
        and Parquet the first record is 1. None where the fault is not of a row.
    rows
        How many rows have this fault.
    column
        One of our columns by its name, which ``{column}`` says in the user's language; or a
        setting or a head of the user's file, which ``{here}`` says as it is written.
    value
        The value found, shortened; never a value of a personal column. A number that looks like a
        person's is masked here, as in ``column`` and ``more``, wherever it was met.
    more
        What else the sentence needs.
    """

    what: str
    stops: bool
    file: str = ""
    row: int | None = None
    rows: int = 1
    column: str = ""
    value: str = ""
    more: Mapping[str, object] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Mask what nobody may read in a message or a log."""
        for name in ("column", "value"):
            object.__setattr__(self, name, without_numbers(getattr(self, name)))
        told = {
            name: without_numbers(text) if isinstance(text, str) else text
            for name, text in self.more.items()
        }
        object.__setattr__(self, "more", told)

    def sentence(self, language: str = ENGLISH) -> str:
        """Tell the fault: where, what, and the remedy; a column of ours is said by its word."""
        label = f"column.{self.column}"
        told = {
            "column": Term(label) if exists(label) else self.column,
            "here": self.column,
            "value": self.value,
        }
        return self.place(language) + say(self.what, language, **told, **self.more)

    def place(self, language: str = ENGLISH) -> str:
        """Tell where: file, row, and how many rows are alike; empty where nothing is known."""
        parts = [self.file] if self.file else []
        if self.row is not None:
            parts.append(say("fault.row", language, row=self.row))
        if self.rows > 1:
            parts.append(say("fault.rows", language, rows=self.rows))
        place = say("fault.place_separator", language).join(parts)
        return say("fault.place", language, place=place) if parts else ""


class YipanError(Exception):
    """Base of all errors that are the input's fault; its text is the faults' sentences."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults = faults

    def tell(self, language: str = ENGLISH) -> str:
        """Tell all faults, a line each."""
        return "\n".join(fault.sentence(language) for fault in self.faults)

    def __str__(self) -> str:
        return self.tell()


class CityError(YipanError, ValueError):
    """``city.toml`` is missing, not valid, or names a file that is not there."""


class TableError(YipanError, ValueError):
    """A table cannot be read or lacks what it needs."""


class BoundaryError(YipanError, ValueError):
    """Community boundaries cannot be used."""


class StandardsError(YipanError, ValueError):
    """A standard has a value that makes no sense."""


class ClusterError(YipanError, RuntimeError):
    """There are no workers to be had, or a part of the records ended them."""


class UnexpectedError(YipanError, RuntimeError):
    """A fault of Yipan itself."""


class OutputError(YipanError, OSError):
    """A result cannot be written where it was asked for."""
