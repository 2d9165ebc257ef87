"""What comes back from a browser, checked once where it enters.

A browser can be made to send anything: any value where a code is expected, a row that is not there,
a point on no map. What cannot be chosen on the page is taken as if nothing had been chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

OptionT = TypeVar("OptionT")


def one_of(value: object, options: Iterable[OptionT]) -> OptionT | None:
    """Return the option that a value is, of the same type; None if it is none of them.

    Examples
    --------
    >>> one_of("a", ["a", "b"]), one_of(["a"], ["a"]), one_of(True, [1]), one_of(1.0, [1])
    ('a', None, None, None)
    """
    return next(
        (option for option in options if type(option) is type(value) and option == value), None
    )


def some_of(value: object, options: Collection[OptionT]) -> list[OptionT]:
    """List the options that are in a value, each once; none if it is no list.

    Examples
    --------
    >>> some_of(["b", "b", {}, "x"], ["a", "b"]), some_of("ab", ["a"])
    (['b'], [])
    """
    if not isinstance(value, list | tuple):
        return []
    return [option for option in options if any(one_of(part, [option]) for part in value)]


def text(value: object, most: int) -> str:
    """Return text without blanks around it, and nothing if it is none or too long."""
    return value.strip() if isinstance(value, str) and len(value) <= most else ""


def amount(value: object) -> int | float | None:
    """Return a finite number; None if it is none.

    Examples
    --------
    >>> amount(15), amount(4.5), amount(True), amount("15"), amount(float("nan"))
    (15, 4.5, None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return None
    return value


def chosen_row(message: object, rows: int) -> int | None:
    """Return the position of the first row chosen in a table of so many; None if there is none.

    Examples
    --------
    >>> chosen_row({"selection": {"rows": [1]}}, 2), chosen_row({"selection": {"rows": [-1]}}, 2)
    (1, None)
    """
    chosen = _at(_at(message, "selection"), "rows")
    if not isinstance(chosen, list | tuple) or not chosen:
        return None
    return one_of(chosen[0], range(rows))


def chosen_cell(message: object, rows: int, columns: Collection[str]) -> tuple[int, str] | None:
    """Return the row and the column of the cell chosen in a table; None if there is none such.

    Examples
    --------
    >>> chosen_cell({"selection": {"cells": [[1, "a"]]}}, 2, ["a"])
    (1, 'a')
    >>> chosen_cell({"selection": {"cells": [[2, "a"]]}}, 2, ["a"])
    """
    chosen = _at(_at(message, "selection"), "cells")
    first = chosen[0] if isinstance(chosen, list | tuple) and chosen else None
    if not isinstance(first, list | tuple) or len(first) != 2:
        return None
    row, column = one_of(first[0], range(rows)), one_of(first[1], columns)
    return None if row is None or column is None else (row, column)


def member(message: object, name: str, options: Iterable[OptionT]) -> OptionT | None:
    """Return what a component tells under a name; None if it is no option.

    Examples
    --------
    >>> member({"far": "620100"}, "far", ["620100"]), member([], "far", ["620100"])
    ('620100', None)
    """
    return one_of(_at(message, name), options)


def value_of(message: object, name: str) -> object:
    """Return what a component tells under a name, whatever it is; None if it tells nothing.

    Examples
    --------
    >>> value_of({"clicked": [1]}, "clicked"), value_of("clicked", "clicked")
    ([1], None)
    """
    return _at(message, name)


@dataclass(frozen=True)
class Clicked:
    """What was clicked on a map with places.

    Parameters
    ----------
    site
        Number of the site; None where it was no site.
    place
        ``lon, lat`` of a point that is no site.
    community_code
        The community there, if it can be chosen.
    """

    site: int | None = None
    place: tuple[float, float] | None = None
    community_code: str | None = None


def clicked(message: object, sites: Iterable[int], codes: Collection[str]) -> Clicked | None:
    """Return what was clicked on a map; None if it is nothing that can be.

    Parameters
    ----------
    sites
        Numbers of the sites on it.
    codes
        Of the communities on it that can be chosen.

    Examples
    --------
    >>> clicked({"site": 3}, [3], []).site, clicked({"place": [103.5, 40.5]}, [], []).place
    (3, (103.5, 40.5))
    >>> clicked({"site": 4}, [3], []), clicked({"place": [999, 0]}, [], []), clicked(None, [], [])
    (None, None, None)
    """
    site = member(message, "site", sites)
    if site is not None:
        return Clicked(site=site)
    point = _at(message, "place")
    if not (isinstance(point, list | tuple) and len(point) == 2):
        return None
    if not all(type(part) in {int, float} for part in point):
        return None
    lon, lat = point
    if not (abs(lon) <= 180 and abs(lat) <= 90):  # so that NaN is none either
        return None
    return Clicked(
        place=(float(lon), float(lat)), community_code=member(message, "community_code", codes)
    )


def _at(value: object, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else None
