"""The city that is open: its plan, worked out once for all who look at it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

import streamlit as st

import geo
from geo.analysis.neighbours import neighbours
from geo.assets import STATIC
from geo.outputs.maps_layer import MapLayer, write_layer
from geo.pipeline import file_hash

if TYPE_CHECKING:
    import pandas as pd

    from geo.pipeline import Plan
    from geo.progress import Progress

SAMPLE: Final = Path(__file__).resolve().parents[2] / "data"
KEPT: Final = 2  # plans kept in memory: the one in use, and the one before its files changed


@dataclass(frozen=True, eq=False)
class OpenCity:
    """A city as the pages need it.

    Parameters
    ----------
    city
        The folder of inputs.
    plan
        What a run found.
    layer
        The outlines for maps; None if no community has a boundary.
    neighbours
        ``community_code``, ``neighbour_code``.
    """

    city: geo.City
    plan: Plan
    layer: MapLayer | None
    neighbours: pd.DataFrame


class _Shelf:
    """Plans by the content of the city's files; one is worked out at a time."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.cities: dict[str, OpenCity] = {}


def city_folder() -> Path:
    """Return the city folder that ``yipan app DIR`` was given; else the sample city."""
    return Path(os.environ.get("YIPAN_CITY") or SAMPLE)


def open_city(folder: Path, progress: Progress) -> OpenCity:
    """Open a city and run it, unless its files are the same as before.

    Raises
    ------
    YipanError
        If the city cannot be run; with all faults.
    """
    shelf = _shelf()
    with shelf.lock:
        city = geo.City.open(folder)
        key = _content(city, folder)
        if key not in shelf.cities:
            while len(shelf.cities) >= KEPT:
                del shelf.cities[next(iter(shelf.cities))]
            plan = geo.run(city, progress=progress)
            shelf.cities[key] = OpenCity(
                city, plan, write_layer(plan.communities, STATIC), neighbours(plan.communities)
            )
        return shelf.cities[key]


@st.cache_resource(show_spinner=False)
def _shelf() -> _Shelf:
    return _Shelf()


def _content(city: geo.City, folder: Path) -> str:
    """Name the content of a city's files; files that were not touched are not read again."""
    paths = {"city.toml": folder / "city.toml", **city.files}
    marks = []
    for name, path in sorted(paths.items()):
        state = path.stat()
        marks.append(f"{name} {_hash(str(path), state.st_size, state.st_mtime_ns)}")
    return "\n".join([str(folder.resolve()), *marks])


@st.cache_data(show_spinner=False, max_entries=1000)
def _hash(path: str, size: int, changed_ns: int) -> str:  # noqa: ARG001  (size and time: the key)
    return file_hash(Path(path))
