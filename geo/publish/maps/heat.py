"""Heatmaps: density per square kilometre, as a surface or in hexagons, with small cells hidden."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.core.record_outcomes import BY_POINT
from geo.publish.maps.choropleth import ROUND_TO, MapClass, classed, round_breaks
from geo.spatial.hexagons import hexagon_corners, hexagon_sums
from geo.spatial.kernel_density import BANDWIDTH_KM, kernel_density

if TYPE_CHECKING:
    from numpy.typing import NDArray

COLOURS: Final = ("#fde8b0", "#fdbb63", "#ef6a32", "#c0264b", "#5b0f5e")


@dataclass(frozen=True, eq=False)
class Heat:
    """A surface of density.

    Parameters
    ----------
    cells
        ``lon``, ``lat`` (EPSG:4326), ``weight``.
    stops
        Densities that the legend names, in order, of ``weight`` per square kilometre.
    """

    cells: pd.DataFrame
    stops: tuple[float, ...]

    @property
    def colours(self) -> tuple[str, ...]:
        """The colour of each stop."""
        return _spread(len(self.stops))

    def values(self) -> dict[str, Any]:
        """Return what the browser gets, fit for JSON."""
        return {
            "points": self.cells[["lat", "lon", "weight"]].to_numpy(np.float64).tolist(),
            "kilometres": BANDWIDTH_KM,
            "stops": list(self.stops),
            "colours": list(self.colours),
        }

    def legend_html(self, title: str) -> str:
        """Draw the legend: the colour of each density named; between them colours blend."""
        entries = "".join(
            f'<span class="yipan-key"><i style="background:{colour}"></i>{stop:,.10g}</span>'
            for colour, stop in zip(self.colours, self.stops, strict=True)
        )
        return f'<div class="yipan-legend"><strong>{escape(title)}</strong>{entries}</div>'


@dataclass(frozen=True, eq=False)
class Hexagons:
    """Hexagons in classes, each with its number.

    Parameters
    ----------
    cells
        ``lon``, ``lat`` of the centre (EPSG:4326), ``label``.
    corners
        Around a centre: lon and lat in degrees, shape (6, 2).
    classes
        The legend, in order.
    position
        Position of its class by hexagon.
    """

    cells: pd.DataFrame
    corners: NDArray[np.float64]
    classes: tuple[MapClass, ...]
    position: NDArray[np.int64]

    def values(self) -> dict[str, Any]:
        """Return what the browser gets, fit for JSON."""
        cells = self.cells
        ordered = zip(
            cells["lat"], cells["lon"], self.position.tolist(), cells["label"], strict=True
        )
        return {
            "cells": list(map(list, ordered)),
            "corners": self.corners.round(7).tolist(),
            "palette": [entry.colour for entry in self.classes],
        }


def heat_of(cells: pd.DataFrame) -> Heat:
    """Return the surface of cells, with densities at round numbers in its legend.

    Parameters
    ----------
    cells
        ``lon``, ``lat``, ``weight``.

    Examples
    --------
    >>> cells = pd.DataFrame({"lon": [103.5, 103.6], "lat": 40.5, "weight": [10, 100]})
    >>> heat_of(cells).stops
    (30.0, 70.0)
    """
    density = pd.Series(kernel_density(cells))
    density = density[density > 0]
    stops = round_breaks(density) or [float(f"{most:.1g}") for most in density[:1]]
    return Heat(cells, tuple(stops))


def hexagons_of(sums: pd.DataFrame, middle_lat: float, decimals: int = 0) -> Hexagons:
    """Return hexagons in classes of their amount, as they are shown.

    Parameters
    ----------
    sums
        ``lon``, ``lat``, ``weight``: as :func:`people_by_hexagon` returns it.
    middle_lat
        Of the map cells.
    decimals
        Of the numbers.
    """
    ends = round_breaks(sums["weight"])[1 - len(COLOURS) :]
    classes, position = classed(sums["weight"], ends, _spread(len(ends) + 1))
    labels = sums["weight"].map(lambda weight: f"{weight:,.{decimals}f}")
    return Hexagons(sums.assign(label=labels), hexagon_corners(middle_lat), classes, position)


def people_by_hexagon(cells: pd.DataFrame, middle_lat: float, min_cell: int) -> pd.DataFrame:
    """Sum people by hexagon: small ones hidden, others rounded, as map cells are.

    Parameters
    ----------
    cells
        ``lon``, ``lat``, ``floating_population``: all of them, small cells too.

    Returns
    -------
    DataFrame
        As of :func:`heat_weights`.
    """
    return heat_weights(hexagon_sums(cells, middle_lat, "floating_population"), min_cell)


def heat_cells(cells: pd.DataFrame, period: str, min_cell: int) -> pd.DataFrame:
    """Prepare the results of a run's cells for a heatmap: small cells hidden, others rounded.

    Parameters
    ----------
    cells
        ``lon``, ``lat``, ``period``, ``outcome``, ``floating_population``; only people located by
        their point are shown, for others the point says nothing.

    Returns
    -------
    DataFrame
        ``lon``, ``lat``, ``weight``: people rounded to 5; no cell of fewer than ``min_cell``.

    Examples
    --------
    >>> cells = pd.DataFrame({"lon": [1.0, 1.0, 2.0], "lat": 3.0, "floating_population": [8, 9, 9],
    ...                       "period": "2026-10", "outcome": ["point", "snap", "point"]})
    >>> heat_cells(cells, "2026-10", 10).to_dict("list")
    {'lon': [1.0], 'lat': [3.0], 'weight': [15]}
    """
    by_point = (cells["period"] == period) & cells["outcome"].isin(BY_POINT)
    population = cells[by_point].groupby(["lon", "lat"])["floating_population"].sum().reset_index()
    return heat_weights(population, min_cell)


def heat_weights(cells: pd.DataFrame, min_cell: int) -> pd.DataFrame:
    """Prepare cells of people for a heatmap: small cells hidden, others rounded.

    Parameters
    ----------
    cells
        ``lon``, ``lat``, ``floating_population``; each cell once.

    Returns
    -------
    DataFrame
        As of :func:`heat_cells`.
    """
    shown = cells[cells["floating_population"] >= min_cell].reset_index(drop=True)
    rounded = (shown["floating_population"] / ROUND_TO).round().astype("int64") * ROUND_TO
    return pd.DataFrame({"lon": shown["lon"], "lat": shown["lat"], "weight": rounded})


def _spread(count: int) -> tuple[str, ...]:
    """Return so many colours, from the palest to the strongest."""
    return tuple(COLOURS[round(at)] for at in np.linspace(0, len(COLOURS) - 1, count)[-count:])
