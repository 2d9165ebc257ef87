"""What can be wrong with an input, and one error class per kind of failure.

A :class:`Issue` is one thing wrong, told as a sentence in the user's language. Readers gather all
issues of a file; an error carries every issue that made it impossible to go on.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from geo.core.i18n import ENGLISH, Term, exists, say
from geo.core.masks import without_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Severity: TypeAlias = Literal["error", "warning", "note"]

ERROR: Final = "error"
NOTE: Final = "note"
SEVERITIES: Final = (ERROR, "warning", NOTE)
_MOST_FILES: Final = 3


@dataclass(frozen=True)
class Issue:
    """One thing wrong with an input, and where.

    Parameters
    ----------
    what
        Key of the sentence in :mod:`geo.core.i18n`, such as ``"issue.code_missing"``. The sentence
        says what is wrong and what to do.
    severity
        ``"error"``: a run cannot go on with it; ``"warning"``; or ``"note"``: nothing is wrong, but
        it is worth knowing.
    file
        The file as the user named it, relative to the city folder.
    row
        The first row concerned, counted as a spreadsheet shows it (the header is row 1); for layers
        and Parquet the first record is 1. None where the issue is not of a row.
    rows
        How many rows have this issue.
    column
        One of our columns by its name, which ``{column}`` says in the user's language; or a
        setting or a header of the user's file, which ``{here}`` says as it is written.
    value
        The value found, shortened; never a value of a personal column. A number that looks like a
        person's is masked here, as in ``column`` and ``more``, wherever it was met.
    more
        What else the sentence needs.
    header
        What the file calls the column; ``{column}`` then says it so.
    sheet
        Which sheet of the file, where it has several.
    """

    what: str
    severity: Severity
    file: str = ""
    row: int | None = None
    rows: int = 1
    column: str = ""
    value: str = ""
    more: Mapping[str, object] = field(default_factory=dict, hash=False)
    header: str = ""
    sheet: str = ""

    @property
    def stops(self) -> bool:
        """Whether a run cannot go on with it."""
        return self.severity == ERROR

    @property
    def is_note(self) -> bool:
        """Whether nothing is wrong."""
        return self.severity == NOTE

    def __post_init__(self) -> None:
        """Mask what nobody may read in a message or a log."""
        for name in ("column", "value", "header", "sheet"):
            object.__setattr__(self, name, without_numbers(getattr(self, name)))
        masked = {
            name: without_numbers(text) if isinstance(text, str) else text
            for name, text in self.more.items()
        }
        object.__setattr__(self, "more", masked)

    def sentence(self, language: str = ENGLISH) -> str:
        """Describe the issue: where, what, and the remedy; a column of ours is said by its word."""
        label = f"column.{self.column}"
        values = {
            "column": self.header or (Term(label) if exists(label) else self.column),
            "here": self.column,
            "value": self.value,
        }
        return self.place(language) + say(self.what, language, **values, **self.more)

    def place(self, language: str = ENGLISH) -> str:
        """Describe where: file, sheet, row, how many rows are alike; "" where nothing is known."""
        parts = [self.file] if self.file else []
        if self.sheet:
            parts.append(say("issue.sheet_place", language, sheet=self.sheet))
        if self.row is not None:
            parts.append(say("issue.row", language, row=self.row))
        if self.rows > 1:
            parts.append(say("issue.rows", language, rows=self.rows))
        place = say("issue.place_separator", language).join(parts)
        return say("issue.place", language, place=place) if parts else ""


def sentences(issues: Iterable[Issue], language: str = ENGLISH) -> list[str]:
    """List issues as lines: what stops a run first, notes last and marked as such.

    An issue that several files have alike is one line.
    """
    alike: dict[tuple[object, ...], list[Issue]] = {}
    for issue in issues:
        placeholders = tuple(sorted((name, str(value)) for name, value in issue.more.items()))
        key = (issue.what, issue.severity, issue.column, issue.value, issue.header, placeholders)
        alike.setdefault(key if issue.file else (*key, issue.row), []).append(issue)
    lines = [_together(same, language) for same in alike.values()]
    ordered = sorted(lines, key=lambda line: SEVERITIES.index(line.severity))
    return [
        (say("issue.note", language) if line.is_note else "") + line.sentence(language)
        for line in ordered
    ]


def _together(issues: list[Issue], language: str) -> Issue:
    """Make one issue of those that several files have alike."""
    files = list(dict.fromkeys(issue.file for issue in issues))
    if len(files) == 1:
        first = issues[0]
        return replace(first, rows=sum(issue.rows for issue in issues)) if first.row else first
    named = say("issue.place_separator", language).join(files[:_MOST_FILES])
    if len(files) > _MOST_FILES:
        named = say("issue.files", language, named=named, files=len(files))
    sheets = {issue.sheet for issue in issues}
    sheet = sheets.pop() if len(sheets) == 1 else ""
    rows = sum(issue.rows for issue in issues)
    return replace(issues[0], file=named, sheet=sheet, row=None, rows=rows)


class YipanError(Exception):
    """Base of all errors that an input causes; its text is the issues' sentences."""

    def __init__(self, *issues: Issue) -> None:
        super().__init__(*issues)
        self.issues = issues

    def tell(self, language: str = ENGLISH) -> str:
        """List all issues, a line each."""
        return "\n".join(sentences(self.issues, language))

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


class ScenarioError(YipanError, ValueError):
    """A scenario cannot be read, or has a change that cannot be made."""


class ClusterError(YipanError, RuntimeError):
    """There are no workers to be had, or a part of the records ended them."""


class UnexpectedError(YipanError, RuntimeError):
    """An error in Yipan itself."""


class OutputError(YipanError, OSError):
    """A result cannot be written where it was asked for."""
