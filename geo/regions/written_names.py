"""All ways to write the divisions of any year, and which are meant by each."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from geo.regions.gazetteer import MUNICIPAL, TODAY, divisions
from geo.regions.spellings import addresses, short_name

if TYPE_CHECKING:
    from geo.regions.gazetteer import Division


class WrittenNames(NamedTuple):
    """Who is meant by all that can be written: what ends in a full name, and in a short one."""

    full: dict[str, tuple[Division, ...]]
    short: dict[str, tuple[Division, ...]]


@cache
def written_names() -> WrittenNames:
    """Return who is meant by each way to write a division, of any year."""
    written: tuple[dict[str, list[Division]], dict[str, list[Division]]] = ({}, {})
    for division in divisions():
        for text, in_full in addresses(division):
            written[not in_full].setdefault(text, []).append(division)
    full, short = written
    return WrittenNames(
        {text: tuple(meant) for text, meant in full.items()},
        {text: tuple(_called_so(meant, text)) for text, meant in short.items()},
    )


@cache
def all_written_names() -> list[str]:
    """Return all ways to write a division, in order."""
    full, short = written_names()
    return sorted(full.keys() | short.keys())


def _called_so(meant: list[Division], text: str) -> list[Division]:
    """Leave those out who are not called by their short name alone, if a prefecture of today is.

    苏州 is 苏州市, not 苏州地区, which fell to several, nor is 西安 one of the districts 西安区.
    But 朝阳 may be that of Beijing: districts of municipalities are called so.
    """
    if len(meant) == 1 or not any(
        division.until == TODAY
        and not division.is_county
        and text.endswith(short_name(division.name))
        for division in meant
    ):
        return meant
    return [
        division
        for division in meant
        if division.code[:2] in MUNICIPAL
        or (not division.name.endswith("区") if division.is_county else division.until == TODAY)
    ]
