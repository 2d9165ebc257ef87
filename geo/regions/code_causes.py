"""What may be wrong with a code, or a name, that no unit of the city has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from geo.core.unit_marks import AMBIGUOUS_NAME, UNKNOWN_NAME

if TYPE_CHECKING:
    import pandas as pd

CODE_CAUSES: Final = (
    *("names", "ambiguous", "zeros", "level", "finer", "other_place", "other_year", "codes"),
)
"""A name; several units' name; a code without its first zeros; of a larger unit; of a part of a
unit; of another place; of another year; or none of these."""

_LEVEL_DIGITS: Final = (6, 9, 12)
_DISTRICT: Final = 6
_LONG: Final = 5  # characters: of shorter codes, one may be the beginning of another by chance
_MOST: Final = 0.9


@dataclass(frozen=True, eq=False)
class CodeCauses:
    """Finds what may be wrong with codes.

    Parameters
    ----------
    codes
        Of the communities.
    districts
        Codes of the districts they lie in, missing where there is none.

    Examples
    --------
    >>> import pandas as pd
    >>> tracts = pd.Series(["17031010100", "17031010201"])
    >>> causes = CodeCauses(tracts, pd.Series([None, None]))
    >>> causes.of("170310101001"), causes.of("17031"), causes.of("17043840000")
    ('finer', 'level', 'codes')
    """

    codes: pd.Series[str]
    districts: pd.Series[str]

    def of(self, code: str) -> str:
        """Return one of :data:`CODE_CAUSES`."""
        decimal = code.isdecimal()
        if not decimal and code.startswith((UNKNOWN_NAME, AMBIGUOUS_NAME)):
            return "names" if code.startswith(UNKNOWN_NAME) else "ambiguous"
        if decimal and self._zeros and self._lacks_zeros(code):
            return "zeros"
        if len(code) >= _LONG and code in self._beginnings:
            return "level"
        if len(code) > self._length >= _LONG and code[: self._length] in self._known:
            return "finer"
        return self._in_china(code) if decimal and self._headers else "codes"

    def _lacks_zeros(self, code: str) -> bool:
        return any(code.zfill(length) in codes_of_length for length, codes_of_length in self._zeros)

    def _in_china(self, code: str) -> str:
        if len(code) != self._length and len(code) in _LEVEL_DIGITS:
            return "level"
        if code[:_DISTRICT] in self._headers:
            return "other_year"
        return "other_place" if len(code) == self._length else "codes"

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.codes)

    @cached_property
    def _zeros(self) -> list[tuple[int, set[str]]]:
        """List the codes that begin with a zero, by their length: a spreadsheet cuts it off."""
        codes = self.codes[self.codes.str.startswith("0")]
        return [
            (int(length), set(codes_of_length))
            for length, codes_of_length in codes.groupby(codes.str.len())
        ]

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        """Return what the codes begin with, down to :data:`_LONG` characters."""
        return frozenset(code[:end] for code in self._known for end in range(_LONG, len(code)))

    @cached_property
    def _length(self) -> int:
        """Count the characters that nearly all codes have; 0 = they differ."""
        if self.codes.empty:
            return 0
        shares = self.codes.str.len().value_counts(normalize=True)
        return int(shares.index[0]) if shares.iloc[0] >= _MOST else 0

    @cached_property
    def _headers(self) -> frozenset[str]:
        """Return the codes of districts, if they are what the codes begin with, as in China."""
        in_china = self.districts.str.fullmatch(rf"\d{{{_DISTRICT}}}", na=False)
        begun = self.codes[in_china].str[:_DISTRICT] == self.districts[in_china]
        return frozenset(self.districts[in_china][begun])
