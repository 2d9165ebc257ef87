"""Edges of a graph of OSMnx: who may go along each, and how fast."""

from __future__ import annotations

import re
from itertools import islice, product
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.core.issues import TableError
from geo.network.osm.street_tables import StreetTables, drivable, speeds_by_kind
from geo.network.osm.tagging import (
    DRIVE,
    EBIKE,
    FASTEST_KPH,
    KINDS,
    SLOWEST_KPH,
    WALK,
    default_kph,
    kph_of,
    modes_of,
)

if TYPE_CHECKING:
    from geo.core.issues import Fault
    from geo.formats.source import Source
    from geo.network.settings import StreetSettings

_ACCESS: Final = ("access", "vehicle", "motor_vehicle", "motorcar", "bicycle", "foot", "motorroad")
SAID: Final = ("highway", "maxspeed", "speed_kph", *_ACCESS)
_MOST_READINGS: Final = 64  # of an edge whose tags are lists
_ITEM: Final = re.compile(r"'([^']*)'|\"([^\"]*)\"|([^\s,'\"]+)")
_CRS: Final = re.compile(r"EPSG:\d{4,6}|(PROJ|GEOG|GEOD)(CRS|CS)\[.*", re.IGNORECASE | re.DOTALL)


def graph_tables(
    source: Source, nodes: pd.DataFrame, edges: pd.DataFrame, crs: str, given: StreetSettings
) -> StreetTables:
    """Make tables of a graph whose edges each go one way.

    Parameters
    ----------
    nodes
        ``node_id``, ``x, y``.
    edges
        ``tail, head``, ``length``, and as text :data:`SAID`; a list of texts where OSMnx joined
        ways.
    crs
        Of x and y; "" = WGS84.

    Raises
    ------
    TableError
        If the CRS is none.

    Notes
    -----
    An edge is open to those who may go along each of the kinds it was joined of. One without a kind
    is no street (OSMnx reads buildings from XML), unless no edge has one.
    """
    nodes = _placed(source, nodes, crs)
    ends = edges[["tail", "head"]].astype(np.int64)
    there = ends.isin(nodes["node_id"].to_numpy()).all(axis=1)
    faults = []
    if not there.all():
        cut = int((~there).sum())
        faults.append(source.warning("fault.streets_cut", refs=cut, ways=cut))
    said = edges.loc[there, list(SAID)]
    if said["highway"].eq("").all():
        said = said.assign(highway="road")
    number, combinations = pd.factorize(pd.MultiIndex.from_frame(said))
    told = [_said_of(dict(zip(SAID, values, strict=True)), given) for values in combinations]
    rules = pd.DataFrame(told, columns=["kind", "modes", "drive_kph", "known"]).iloc[number]
    length_m = pd.to_numeric(edges.loc[there, "length"], errors="coerce").to_numpy(np.float64)
    made = ends[there].reset_index(drop=True).assign(length_m=length_m)
    made = made.assign(drive_kph=rules["drive_kph"].to_numpy(), modes=rules["modes"].to_numpy())
    by_car = drivable(made["modes"].to_numpy())
    cars = rules[by_car]
    return StreetTables(
        nodes=nodes,
        edges=_for_walkers(made, given),
        faults=tuple(faults),
        notes=_notes(source, rules["kind"].unique()),
        speeds=speeds_by_kind(
            cars["kind"].to_numpy(),
            np.nan_to_num(length_m[by_car], posinf=0.0, neginf=0.0),
            cars["drive_kph"].to_numpy(),
            cars["known"].to_numpy(bool),
        ),
    )


def several(said: str) -> list[str]:
    """Read a tag, which is a list where OSMnx joined ways.

    Examples
    --------
    >>> several("['40', '60']"), several("primary")
    (['40', '60'], ['primary'])
    """
    if not (said.startswith("[") and said.endswith("]")):
        return [said]
    return ["".join(item) for item in islice(_ITEM.findall(said[1:-1]), _MOST_READINGS)] or [""]


def _said_of(said: dict[str, str], given: StreetSettings) -> tuple[str, int, float, bool]:
    """Say of an edge: its kind, who may go along it, km/h of driving, and whether that is known."""
    kinds = several(said["highway"])
    modes = WALK | EBIKE | DRIVE
    readings = product(kinds, *(several(said[name]) for name in _ACCESS))
    for kind, *access in islice(readings, _MOST_READINGS):
        modes &= modes_of({"highway": kind, **dict(zip(_ACCESS, access, strict=True))})
    own = pd.to_numeric(said["speed_kph"], errors="coerce") if said["speed_kph"] else 0.0
    kph = own if SLOWEST_KPH <= own <= FASTEST_KPH else kph_of(";".join(several(said["maxspeed"])))
    assumed = sum(default_kph(kind, given) for kind in kinds) / len(kinds)
    return kinds[0], modes, float(kph or assumed), bool(kph)


def _for_walkers(edges: pd.DataFrame, given: StreetSettings) -> pd.DataFrame:
    """Add the way back of each street that walkers (or e-bikes) may go and the graph has not."""
    both = WALK | EBIKE if given.ebike_both_ways else WALK
    back = edges.rename(columns={"tail": "head", "head": "tail"})
    back = back.assign(modes=edges["modes"] & both)
    key = ["tail", "head", "near_m"]
    known = edges[edges["modes"] & WALK > 0].assign(near_m=edges["length_m"].round(1))[key]
    asked = back.assign(near_m=back["length_m"].round(1))[key]
    there = pd.MultiIndex.from_frame(asked).isin(pd.MultiIndex.from_frame(known))
    every = pd.concat([edges, back[~there]], ignore_index=True)
    every["modes"] = every["modes"].astype(np.uint8)
    return every[every["modes"] > 0].reset_index(drop=True)


def _notes(source: Source, kinds: Any) -> tuple[Fault, ...]:
    """Tell that a network for cars says nothing of footways."""
    if any(kind in KINDS and not KINDS[kind][0] & DRIVE for kind in kinds):
        return ()
    return (source.warning("note.streets_drive_only"),)


def _placed(source: Source, nodes: pd.DataFrame, crs: str) -> pd.DataFrame:
    """Give nodes their degrees; one that is there twice lies where it is last."""
    x, y = (pd.to_numeric(nodes[axis], errors="coerce").to_numpy(np.float64) for axis in "xy")
    if crs and crs.upper() != "EPSG:4326":
        x, y = _to_wgs84(source, x, y, crs)
    placed = pd.DataFrame({"node_id": nodes["node_id"].astype(np.int64), "lon": x, "lat": y})
    return placed.drop_duplicates("node_id", keep="last").reset_index(drop=True)


def _to_wgs84(source: Source, x: Any, y: Any, crs: str) -> Any:
    from pyproj import Transformer  # noqa: PLC0415
    from pyproj.exceptions import ProjError  # noqa: PLC0415

    if not _CRS.fullmatch(crs.strip()):
        raise TableError(source.fault("fault.streets_crs", value=crs))
    try:
        return Transformer.from_crs(crs.strip(), 4326, always_xy=True).transform(x, y)
    except ProjError as error:
        raise TableError(source.fault("fault.streets_crs", value=crs)) from error
