"""Marks for names of communities, subdistricts and districts that match no code."""

from __future__ import annotations

from typing import Final

AMBIGUOUS_NAME: Final = "≟"
"""Stands before a name that several units have."""

UNKNOWN_NAME: Final = "≠"
"""Stands before a name that no unit has."""

MARKS: Final = (AMBIGUOUS_NAME, UNKNOWN_NAME)


def unmarked(text: str) -> str:
    """Return a code or name as it is written.

    Examples
    --------
    >>> unmarked("≠西关/桃源社区"), unmarked("990101001001")
    ('西关/桃源社区', '990101001001')
    """
    return text.lstrip("".join(MARKS))
