"""Posts and people that a table lists under unknown units."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from geo.core.i18n import Term
from geo.core.unit_marks import unmarked
from geo.formats.checked import shown
from geo.regions.code_causes import CODE_CAUSES, CodeCauses
from geo.regions.unit_names import LEVELS

if TYPE_CHECKING:
    import pandas as pd

    from geo.core.issues import Issue
    from geo.core.losses import LossLimit
    from geo.formats.source import Source
    from geo.regions.unit_names import UnitNames

EMPTY: Final = "empty"
LOSS_CAUSES: Final = (*CODE_CAUSES, EMPTY)
"""Why a row leads to no unit; ``empty``: it states none."""


@dataclass
class LostUnits:
    """The running sum of what one file lists under unknown units.

    Parameters
    ----------
    names
        The city's units.
    """

    names: UnitNames
    lost: float = 0.0
    every: float = 0.0
    _row: int | None = None
    _rows: int = 0
    _causes: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    _first: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(
        self,
        level: str,
        codes: pd.Series[Any],
        amount: pd.Series[Any],
        rows: pd.Series[int],
    ) -> None:
        """Add rows of one level: code of each (marked, missing = NA), amount and row number.

        Level "" stands for all: of the communities or what they lie in.
        """
        lost = ~self.names.knows(level, codes) & (amount > 0)
        self.every += float(amount.sum())
        if not lost.any():
            return
        self.lost += float(amount[lost].sum())
        self._rows += int(lost.sum())
        first = int(rows[lost].iloc[0])
        self._row = first if self._row is None else min(first, self._row)
        summed = amount[lost].groupby(codes[lost].astype("str").fillna("")).sum()
        level = level or LEVELS[0]
        units = self.names.units_of(level)
        causes = CodeCauses(units[f"{level}_code"].astype("str"), units["district_code"])
        for code, many in zip(map(str, summed.index), summed, strict=True):
            cause = causes.of(code) if code else EMPTY
            self._causes[cause] += float(many)
            self._first.setdefault(cause, (level, code))

    def issues(self, key: str, limit: LossLimit, source: Source) -> list[Issue]:
        """Report if more is lost than may be, with the likely cause."""
        if not limit.exceeded(self.lost, self.every):
            return []
        cause = max(LOSS_CAUSES, key=lambda cause: self._causes.get(cause, 0.0))
        level, code = self._first[cause]
        code_column, name_column = f"{level}_code", f"{level}_name"
        present = [
            column for column in (code_column, name_column) if column in source.layout.headers
        ]
        named = cause in {"names", "ambiguous"}
        column = (present[::-1] if named else present)[0] if present else code_column
        issue = limit.issue(
            key,
            self.lost,
            self.every,
            file=source.name,
            row=self._row,
            rows=self._rows,
            column=column,
            header=source.layout.headers.get(column, ""),
            value=shown(unmarked(code)),
            cause=Term(f"loss_cause.{cause}"),
        )
        return [issue]
