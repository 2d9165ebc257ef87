"""Classes and colours of maps: readable to the colour-blind, in print, and in words."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.core.i18n import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

# After the palette of Okabe & Ito (2008), some lightened: the darker, the worse, so that it also
# reads in grey.
STATE_COLOURS: Final[Mapping[str, str]] = {
    "unstaffed": "#b5420a",
    "understaffed": "#eba122",
    "compliant": "#9ecfe8",
    "no_demand": "#e4e6ea",
    "no_data": "#aab0ba",
}
# ColorBrewer's YlGnBu (Brewer 2002), safe for the colour-blind; few to many.
SEQUENCE: Final = ("#ffffcc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#2c7fb8", "#253494")
NOTHING: Final = "#e4e6ea"
# The least severe is hardly coloured, so that the worst stand out; after ColorBrewer's Oranges.
SEVERITY: Final = ("#faf3e6", "#fdc38d", "#ee8a4a", "#cf5f2c", "#7a2a07")
# ColorBrewer's PuOr (Brewer 2002), turned: fewer to more, on either side of no change.
FEWER: Final = ("#542788", "#8073ac", "#b2abd2")
MORE: Final = ("#fdb863", "#e08214", "#7f3b08")
ROUND_TO: Final = 5  # counts of people are rounded to this on maps
CHANGES_AT: Final = (0.6, 0.9)  # the shares of changes under the classes of either side
# The shares of places under the classes of a gap.
BREAKS_AT: Final = (0.35, 0.6, 0.8, 0.92, 0.98)
# The ratio's classes end at these multiples of the norm, so that the norm itself is an edge.
RATIO_STEPS: Final = (0.5, 1, 1.5, 2, 4)
FIFTHS: Final = (0.2, 0.4, 0.6, 0.8)  # upper ends of the classes of a share, but the last


@dataclass(frozen=True)
class MapClass:
    """A class of a map's legend: its colour, what it means, how many communities are in it."""

    colour: str
    label: str
    communities: int


@dataclass(frozen=True, eq=False)
class Choropleth:
    """Communities in classes.

    Parameters
    ----------
    classes
        The legend, in order.
    position
        Position of its class (int) by community code.
    """

    classes: tuple[MapClass, ...]
    position: pd.Series[int]


def by_state(communities: pd.DataFrame, language: str) -> Choropleth:
    """Class communities by their state; states that do not occur are left out of the legend.

    Examples
    --------
    >>> states = pd.DataFrame({"community_code": ["a", "b"], "status": ["compliant",
    ...     "understaffed"]})
    >>> [(c.label, c.communities) for c in by_state(states, "en").classes]
    [('understaffed', 1), ('compliant', 1)]
    """
    labels = {state: say(f"status.{state}", language) for state in STATE_COLOURS}
    return by_kind(communities, communities["status"], STATE_COLOURS, labels)


def by_ratio(communities: pd.DataFrame, norm: int, language: str) -> Choropleth:
    """Class communities by people per staff, with classes that end at multiples of the norm."""
    return _by_value(
        communities,
        communities["population_per_staff"],
        [norm * step for step in RATIO_STEPS],
        say("map.no_ratio", language),
    )


def by_shortfall(
    communities: pd.DataFrame, language: str, like: pd.DataFrame | None = None
) -> Choropleth:
    """Class communities by staff shortfall; those without one stand apart.

    Parameters
    ----------
    like
        Communities by which the classes are made, where two maps are held against each other.
    """
    missing, of_classes = (
        frame["staff_shortfall"].astype("Float64").where(frame["staff_shortfall"].gt(0))
        for frame in (communities, communities if like is None else like)
    )
    nothing = say("map.no_shortfall", language)
    return _by_value(communities, missing, round_breaks(of_classes), nothing)


def by_severity(communities: pd.DataFrame, people: pd.Series[int], nothing: str) -> Choropleth:
    """Class communities by how many people are concerned; those without any stand apart.

    The first class holds three fifths of the communities concerned, or about as many.

    Examples
    --------
    >>> people = pd.Series([0, *range(1, 100)], dtype="Int64")
    >>> codes = pd.DataFrame({"community_code": people.index.astype(str)})
    >>> [(c.label, c.communities) for c in by_severity(codes, people, "none").classes]
    [('1–50', 50), ('51–70', 20), ('> 70', 29), ('none', 1)]
    """
    concerned = people.astype("Float64").where(people > 0)
    ends = round_breaks(concerned, BREAKS_AT[1:])
    colours = [SEVERITY[round(i)] for i in np.linspace(0, len(SEVERITY) - 1, len(ends) + 1)]
    return _by_value(communities, concerned, ends, nothing, colours)


def by_share(communities: pd.DataFrame, shares: pd.Series[float], nothing: str) -> Choropleth:
    """Class communities by a share from 0 to 1, in fifths; missing ones stand apart.

    Examples
    --------
    >>> shares = pd.DataFrame({"community_code": ["a", "b", "c"], "share": [0.2, 0.21, None]})
    >>> [(c.label, c.communities) for c in by_share(shares, shares["share"], "?").classes]
    [('≤ 20%', 1), ('20–40%', 1), ('40–60%', 0), ('60–80%', 0), ('80–100%', 0), ('?', 1)]
    """
    amounts = shares.to_numpy(dtype=float, na_value=np.inf)
    positions = np.where(
        np.isnan(amounts) | np.isinf(amounts), 5, np.searchsorted(FIFTHS, amounts, side="left")
    )
    labels = ["≤ 20%", *(f"{low}–{low + 20}%" for low in range(20, 100, 20))]
    colours = SEQUENCE[: len(labels)]
    return _choropleth(
        communities, [*zip(colours, labels, strict=True), (NOTHING, nothing)], positions
    )


def by_change(communities: pd.DataFrame, change: pd.Series[float], nothing: str) -> Choropleth:
    """Class communities by a change, in the same steps up and down; none or unknown is apart.

    Examples
    --------
    >>> change = pd.Series([-40, -3, 0, 2, 3, 4, 30], dtype="Float64")
    >>> codes = pd.DataFrame({"community_code": change.index.astype(str)})
    >>> found = by_change(codes, change, "none")
    >>> [entry.label for entry in found.classes]
    ['− > 30', '− 4–30', '− 1–3', 'none', '+ 1–3', '+ 4–30', '+ > 30']
    >>> [entry.communities for entry in found.classes]
    [1, 0, 1, 1, 2, 2, 0]
    """
    size = change.abs().astype("Float64").where(change != 0)
    ends = round_breaks(size, CHANGES_AT)
    steps = len(ends) + 1
    present = size.notna().to_numpy()
    amounts = change.to_numpy(dtype=float, na_value=0.0)
    step = np.searchsorted(ends, np.abs(amounts), side="left") + 1
    positions = np.where(present, steps + np.sign(amounts).astype(int) * step, steps)
    ranges = _ranges(ends, integers=not np.any(amounts % 1))
    fewer = [
        (colour, f"− {label}") for colour, label in zip(FEWER[-steps:], ranges[::-1], strict=True)
    ]
    more = [(colour, f"+ {label}") for colour, label in zip(MORE, ranges, strict=False)]
    return _choropleth(communities, [*fewer, (NOTHING, nothing), *more], positions)


def by_kind(
    communities: pd.DataFrame,
    kinds: pd.Series[str],
    colours: Mapping[str, str],
    labels: Mapping[str, str],
) -> Choropleth:
    """Class communities by a kind that has a colour and a label; absent kinds are left out."""
    present = [kind for kind in colours if (kinds == kind).any()]
    positions = kinds.map({kind: position for position, kind in enumerate(present)})
    classes = [(colours[kind], labels[kind]) for kind in present]
    return _choropleth(communities, classes, positions.to_numpy(dtype=int))


def round_breaks(values: pd.Series[float], at: Sequence[float] = BREAKS_AT) -> list[float]:
    """Choose round upper ends of classes: 1, 2, 3, 5 or 7 times a power of ten.

    The classes hold fewer and fewer values, so that the worst stand out.

    Examples
    --------
    >>> round_breaks(pd.Series([1, 1, 1, 2, 2, 3, 4, 8, 15, 60]))
    [2.0, 3.0, 10.0, 30.0, 50.0]
    >>> round_breaks(pd.Series([], dtype="Float64"))
    []
    """
    present = values.dropna().to_numpy(dtype=float)
    if not len(present):
        return []
    # What is too small for a power of ten of its own is taken for the smallest that has one.
    chosen = np.maximum(np.quantile(present, at), np.finfo(float).tiny)
    powers = 10.0 ** np.floor(np.log10(chosen))
    steps = np.array([1, 2, 3, 5, 7, 10])
    nearest = np.abs(steps - (chosen / powers)[:, None]).argmin(axis=1)
    return [float(end) for end in np.unique(steps[nearest] * powers) if end < present.max()]


def classed(
    values: pd.Series[float], ends: Sequence[float], colours: Sequence[str]
) -> tuple[tuple[MapClass, ...], NDArray[np.int64]]:
    """Class values, none of them missing, by their upper ends (inclusive).

    Returns
    -------
    tuple
        The legend, and the position of each value's class.
    """
    amounts = values.to_numpy(dtype=float)
    positions = np.searchsorted(ends, amounts, side="left")
    labels = _ranges(ends, integers=not np.any(amounts % 1))
    counted = np.bincount(positions, minlength=len(labels))
    entries = zip(colours, labels, counted.tolist(), strict=True)
    return tuple(MapClass(*entry) for entry in entries), positions


def marks_html(marks: Mapping[str, str]) -> str:
    """Draw the legend of marks that lie over the classes of a map: what each means, by its look.

    Parameters
    ----------
    marks
        Words by ``"site"``, ``"new_site"`` or ``"area"``.
    """
    entries = "".join(
        f'<span class="yipan-key"><i class="yipan-mark-{look}"></i>{escape(words)}</span>'
        for look, words in marks.items()
    )
    return f'<div class="yipan-legend">{entries}</div>'


def legend_html(classes: Sequence[MapClass], title: str) -> str:
    """Draw a legend as HTML; all words in it are escaped."""
    entries = "".join(
        f'<span class="yipan-key"><i style="background:{entry.colour}"></i>'
        f"{escape(entry.label)} <b>{entry.communities:,}</b></span>"
        for entry in classes
    )
    return f'<div class="yipan-legend"><strong>{escape(title)}</strong>{entries}</div>'


def _by_value(
    communities: pd.DataFrame,
    values: pd.Series[float],
    ends: Sequence[float],
    nothing: str,
    colours: Sequence[str] = (),
) -> Choropleth:
    """Class values by their upper ends (inclusive); missing values make the last class."""
    present = values.notna().to_numpy()
    amounts = values.to_numpy(dtype=float, na_value=np.inf)
    positions = np.where(present, np.searchsorted(ends, amounts, side="left"), len(ends) + 1)
    spread = np.linspace(0, len(SEQUENCE) - 1, len(ends) + 1)
    colours = colours or [SEQUENCE[round(i)] for i in spread]
    integers = not np.any(amounts[present] % 1)
    labels = [*zip(colours, _ranges(ends, integers=integers), strict=True), (NOTHING, nothing)]
    return _choropleth(communities, labels, positions)


def _ranges(ends: Sequence[float], *, integers: bool) -> list[str]:
    """Write ranges between upper ends; of whole numbers, none stands in two of them.

    Examples
    --------
    >>> _ranges([250, 500], integers=False), _ranges([1, 2, 5], integers=True)
    (['≤ 250', '250–500', '> 500'], ['1', '2', '3–5', '> 5'])
    """
    if not ends:
        return ["> 0"]
    numbers = [f"{end:,.0f}" for end in ends]
    if not integers:
        between = [f"{low}–{high}" for low, high in pairwise(numbers)]
        return [f"≤ {numbers[0]}", *between, f"> {numbers[-1]}"]
    lows = [1, *(int(end) + 1 for end in ends[:-1])]
    spans = [
        high if low == end else f"{low:,}–{high}"
        for low, end, high in zip(lows, ends, numbers, strict=True)
    ]
    return [*spans, f"> {numbers[-1]}"]


def _choropleth(
    communities: pd.DataFrame,
    labels: Sequence[tuple[str, str]],
    positions: NDArray[np.integer[Any]],
) -> Choropleth:
    """Count communities by class."""
    position = pd.Series(positions, index=list(communities["community_code"]), dtype=int)
    counted = position.value_counts()
    classes = tuple(
        MapClass(colour, label, int(counted.get(i, 0))) for i, (colour, label) in enumerate(labels)
    )
    return Choropleth(classes, position)
