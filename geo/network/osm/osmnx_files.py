"""Streets as OSMnx saves them: GraphML, and GeoPackage with the layers ``nodes`` and ``edges``."""

from __future__ import annotations

import re
from itertools import islice, product
from typing import IO, TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from pyproj.exceptions import ProjError

from geo.core.issues import TableError
from geo.formats.georeferencing.stated_crs import names_no_file
from geo.formats.limits import LIMITS
from geo.formats.vector import geopackage
from geo.formats.xml_guard import XmlRefusedError, read_through
from geo.network.lines import Lines
from geo.network.osm.street_tables import StreetTables, drivable, speeds_by_kind
from geo.network.osm.tagging import default_kph, kph_of, modes_of
from geo.network.street_kinds import ALL_MODES, DRIVE, EBIKE, FASTEST_KPH, KINDS, SLOWEST_KPH, WALK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.core.issues import Issue
    from geo.formats.source import Source
    from geo.formats.vector.geopackage import GeoPackage
    from geo.network.settings import StreetSettings


_ACCESS: Final = ("access", "vehicle", "motor_vehicle", "motorcar", "bicycle", "foot", "motorroad")
SAID: Final = ("highway", "maxspeed", "speed_kph", *_ACCESS)
_EDGE: Final = ("length", "oneway", "geometry", *SAID)
_YES: Final = frozenset({"true", "yes", "1"})

_MOST_READINGS: Final = 64  # of an edge whose tags are lists
_ITEM: Final = re.compile(r"'([^']*)'|\"([^\"]*)\"|([^\s,'\"]+)")
_LINE: Final = int(shapely.GeometryType.LINESTRING)
_WKT: Final = r"LINESTRING ?\([-+0-9eE., ]+\)"
_NEAR_DEGREES: Final = 2e-5  # two metres: coordinates are rounded
_CRS: Final = re.compile(r"EPSG:\d{4,6}|(PROJ|GEOG|GEOD)(CRS|CS)\[.*", re.IGNORECASE | re.DOTALL)


def read_graphml(source: Source, file: IO[bytes], given: StreetSettings) -> StreetTables:
    """Read a graph as ``osmnx.save_graphml`` writes it.

    Raises
    ------
    TableError
        If nodes or edges lack what they need.
    XmlRefusedError, xml.parsers.expat.ExpatError, LookupError, ValueError
        If it is broken, or made to harm.
    """
    graph = _GraphML()
    read_through(file, graph.begin, graph.end, graph.text)
    nodes = pd.DataFrame(graph.nodes, columns=["node_id", "x", "y"])
    edges = pd.DataFrame(graph.edges, columns=["tail", "head", *_EDGE])
    edges["geometry"] = _shapes_of(edges["geometry"].astype("str"))
    if not graph.directed:
        edges = _both_ways(edges, ~edges["oneway"].str.lower().isin(_YES))
    return graph_tables(source, nodes, edges, graph.crs, given)


def read_geopackage(source: Source, given: StreetSettings) -> StreetTables:
    """Read a graph as ``osmnx.save_graph_geopackage`` writes it, directed or not.

    Raises
    ------
    TableError
        If layers or columns are missing.
    """
    with geopackage.opened(source) as file:
        if missing := sorted({"nodes", "edges"} - set(file.layers())):
            raise TableError(source.issue("issue.streets_column", value=", ".join(missing)))
        nodes = _layer(source, file, "nodes", ({"osmid", "x", "y"}, set()))
        may = {*_EDGE, "from", "to"} - {"geometry"}
        edges = _layer(source, file, "edges", ({"u", "v", "length"}, may), geometry=True)
        crs = file.crs("nodes") or ""
    edges = pd.DataFrame(edges).rename(columns={edges.geometry.name: "geometry"})
    edges = edges.rename(columns={"u": "tail", "v": "head"})
    if {"from", "to"} <= set(edges):  # each street once, the way it was first drawn
        edges = edges.drop(columns=["tail", "head"]).rename(columns={"from": "tail", "to": "head"})
        oneway = edges["oneway"].astype(str).str.lower() if "oneway" in edges else "no"
        edges = _both_ways(edges, ~pd.Series(oneway, index=edges.index).isin(_YES))
    nodes = nodes.rename(columns={"osmid": "node_id"})
    for name in {*_EDGE} - {"geometry"} - set(edges):
        edges[name] = ""
    edges[list(SAID)] = edges[list(SAID)].astype(object).fillna("").astype(str)
    return graph_tables(source, nodes, edges, crs, given)


class _GraphML:
    """What a GraphML holds, gathered as it is read."""

    def __init__(self) -> None:
        self.nodes: list[tuple[int, str, str]] = []
        self.edges: list[tuple[Any, ...]] = []
        self.crs = ""
        self.directed = True
        self._names: dict[str, str] = {}
        self._within = ""
        self._of: dict[str, str] = {}
        self._ends = (0, 0)
        self._data = ""
        self._text: list[str] = []

    def begin(self, name: str, told: dict[str, str]) -> None:
        """Take the beginning of an element."""
        if name == "data":
            self._data = self._names.get(told["key"], "")
            self._text.clear()
        elif name == "edge":
            self._ends = (int(told["source"]), int(told["target"]))
            self._within, self._of = name, {}
        elif name == "node":
            self._ends = (int(told["id"]), 0)
            self._within, self._of = name, {}
        elif name == "key":
            self._names[told["id"]] = told.get("attr.name", "")
        elif name == "graph":
            self.directed = told.get("edgedefault") != "undirected"
        elif name == "hyperedge":
            raise ValueError(name)

    def text(self, said: str) -> None:
        """Take what stands in an element."""
        if self._data:
            self._text.append(said)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if name == "data":
            if self._data == "crs" and not self._within:
                self.crs = "".join(self._text)
            self._of[self._data] = "".join(self._text)
            self._data = ""
        elif name == "node":
            self.nodes.append((self._ends[0], self._of.get("x", ""), self._of.get("y", "")))
            self._within = ""
        elif name == "edge":
            self.edges.append((*self._ends, *[self._of.get(said, "") for said in _EDGE]))
            self._within = ""
        if max(len(self.edges), len(self.nodes)) > LIMITS.street_nodes:
            raise XmlRefusedError("issue.streets_refs", most=LIMITS.street_nodes)


def _layer(
    source: Source,
    file: GeoPackage,
    layer: str,
    columns: tuple[set[str], set[str]],
    *,
    geometry: bool = False,
) -> Any:
    """Read the columns of a layer that are needed, and those it may have."""
    needed, may = columns
    fields = set(file.fields(layer))
    if missing := sorted(needed - fields):
        told = ", ".join(f"{layer}.{name}" for name in missing)
        raise TableError(source.issue("issue.streets_column", value=told))
    return file.read(layer, sorted(fields & (needed | may)), geometry=geometry)


def _both_ways(edges: pd.DataFrame, two_way: pd.Series) -> pd.DataFrame:
    back = edges[two_way].rename(columns={"tail": "head", "head": "tail"})
    return pd.concat([edges, back], ignore_index=True)


def graph_tables(
    source: Source, nodes: pd.DataFrame, edges: pd.DataFrame, crs: str, given: StreetSettings
) -> StreetTables:
    """Make tables of a graph whose edges each go one way.

    Parameters
    ----------
    nodes
        ``node_id``, ``x, y``.
    edges
        ``tail, head``, ``length``, ``geometry`` (a line in the same CRS, or none: straight), and
        as text :data:`SAID`; a list of texts where OSMnx joined ways.
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
    issues = []
    if not there.all():
        cut = int((~there).sum())
        issues.append(source.warning("issue.streets_cut", refs=cut, ways=cut))
    said = edges.loc[there, list(SAID)]
    if said["highway"].eq("").all():
        said = said.assign(highway="road")
    number, combinations = pd.factorize(pd.MultiIndex.from_frame(said))
    told = [_said_of(dict(zip(SAID, values, strict=True)), given) for values in combinations]
    rules = pd.DataFrame(told, columns=["kind", "modes", "restricted", "drive_kph", "known"]).iloc[
        number
    ]
    length_m = pd.to_numeric(edges.loc[there, "length"], errors="coerce").to_numpy(np.float64)
    shapes = _placed_lines(source, edges["geometry"][there], crs)
    line, against, lines = _lines(nodes, ends[there], shapes)
    if bent := int((~shapely.is_missing(shapes) & (line < 0)).sum()):
        issues.append(source.warning("issue.streets_lines", lines=bent))
    made = ends[there].reset_index(drop=True).assign(length_m=length_m, line=line, against=against)
    for name in ("drive_kph", "modes", "restricted"):
        made[name] = rules[name].to_numpy()
    by_car = drivable(made["modes"].to_numpy())
    cars = rules[by_car]
    return StreetTables(
        nodes=nodes,
        edges=_for_walkers(made, given),
        lines=lines,
        issues=tuple(issues),
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


def _said_of(said: dict[str, str], given: StreetSettings) -> tuple[str, int, int, float, bool]:
    """Describe an edge: its kind, who may go along it, or only to or from it, km/h, if known."""
    kinds = several(said["highway"])
    either, modes = ALL_MODES, ALL_MODES
    readings = product(kinds, *(several(said[name]) for name in _ACCESS))
    for kind, *access in islice(readings, _MOST_READINGS):
        told = modes_of({"highway": kind, **dict(zip(_ACCESS, access, strict=True))}, given)
        modes &= told.open
        either &= told.open | told.restricted
    own = pd.to_numeric(said["speed_kph"], errors="coerce") if said["speed_kph"] else 0.0
    kph = own if SLOWEST_KPH <= own <= FASTEST_KPH else kph_of(";".join(several(said["maxspeed"])))
    assumed = sum(default_kph(kind, given) for kind in kinds) / len(kinds)
    return kinds[0], modes, either & ~modes, float(kph or assumed), bool(kph)


def _for_walkers(edges: pd.DataFrame, given: StreetSettings) -> pd.DataFrame:
    """Add the way back of each street that walkers (or e-bikes) may go and the graph has not."""
    both = WALK | EBIKE if given.ebike_both_ways else WALK
    back = edges.rename(columns={"tail": "head", "head": "tail"})
    back = back.assign(
        modes=edges["modes"] & both,
        restricted=edges["restricted"] & both,
        against=~edges["against"],
    )
    key = ["tail", "head", "near_m"]
    walked = (edges["modes"] | edges["restricted"]) & WALK
    known = edges[walked > 0].assign(near_m=edges["length_m"].round(1))[key]
    asked = back.assign(near_m=back["length_m"].round(1))[key]
    there = pd.MultiIndex.from_frame(asked).isin(pd.MultiIndex.from_frame(known))
    every = pd.concat([edges, back[~there]], ignore_index=True)
    every[["modes", "restricted"]] = every[["modes", "restricted"]].astype(np.uint8)
    return every[(every["modes"] | every["restricted"]) > 0].reset_index(drop=True)


def _lines(
    nodes: pd.DataFrame, edges: pd.DataFrame, shapes: NDArray[np.object_]
) -> tuple[NDArray[np.int64], NDArray[np.bool_], Lines]:
    """Return which line each edge goes along (-1: straight), whether against it, and the lines.

    An edge and the way back along it have one line. What does not lead from the one node of its
    edge to the other is no line.
    """
    line, against = np.full(len(edges), -1, np.int64), np.zeros(len(edges), bool)
    given = np.flatnonzero(shapely.get_type_id(shapes) == _LINE)
    ends = [nodes.iloc[pd.Index(nodes["node_id"]).get_indexer(edges[end].iloc[given])]
            for end in ("tail", "head")]  # fmt: skip
    met = [[_meets(shapely.get_point(shapes[given], at), node) for node in ends] for at in (0, -1)]
    along, back = met[0][0] & met[1][1], met[0][1] & met[1][0]
    good = along | back
    given, drawn = given[good], shapes[given[good]]
    alike = shapely.normalize(drawn)
    turned = ~shapely.equals_exact(drawn, alike)
    number, kept = pd.factorize(shapely.to_wkb(alike))
    line[given], against[given] = number, turned ^ ~along[good]
    made = shapely.from_wkb(kept)
    first = np.concatenate([[0], np.cumsum(shapely.get_num_coordinates(made))])
    return line, against, Lines(first.astype(np.int64), *shapely.get_coordinates(made).T)


def _meets(point: NDArray[np.object_], node: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which ends of lines lie at a node."""
    east = (shapely.get_x(point) - node["lon"]) * np.cos(np.radians(node["lat"]))
    away = np.hypot(east, shapely.get_y(point) - node["lat"])
    near: NDArray[np.bool_] = (away <= _NEAR_DEGREES).to_numpy()
    return near


def _shapes_of(wkt: pd.Series[str]) -> NDArray[np.object_]:
    """Read lines as OSMnx writes them; "" is none, and all else an empty point."""
    made = np.full(len(wkt), None, dtype=object)
    made[(wkt != "").to_numpy()] = shapely.Point()
    lines = wkt.str.fullmatch(_WKT).to_numpy(bool)
    read = shapely.from_wkt(wkt[lines].to_numpy(object), on_invalid="ignore")
    made[np.flatnonzero(lines)[~shapely.is_missing(read)]] = read[~shapely.is_missing(read)]
    return made


def _placed_lines(source: Source, shapes: Any, crs: str) -> NDArray[np.object_]:
    """Transform lines to degrees; what lies nowhere becomes an empty point."""

    def moved(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(_in_degrees(source, points[:, 0], points[:, 1], crs))

    placed: Any = shapely.transform(np.asarray(shapes, dtype=object), moved)
    west, south, east, north = shapely.bounds(placed).T
    somewhere = (west >= -180) & (east <= 180) & (south >= -90) & (north <= 90)
    whole = somewhere & np.isfinite(shapely.length(placed))
    made = np.array(placed, dtype=object)
    made[~whole & ~shapely.is_missing(placed)] = shapely.Point()
    return made


def _notes(source: Source, kinds: Any) -> tuple[Issue, ...]:
    """State that a network for cars says nothing of footways."""
    if any(kind in KINDS and not KINDS[kind][0] & DRIVE for kind in kinds):
        return ()
    return (source.warning("note.streets_drive_only"),)


def _placed(source: Source, nodes: pd.DataFrame, crs: str) -> pd.DataFrame:
    """Assign nodes their degrees; one that is there twice lies where it is last."""
    x, y = (pd.to_numeric(nodes[axis], errors="coerce").to_numpy(np.float64) for axis in "xy")
    x, y = _in_degrees(source, x, y, crs)
    placed = pd.DataFrame({"node_id": nodes["node_id"].astype(np.int64), "lon": x, "lat": y})
    return placed.drop_duplicates("node_id", keep="last").reset_index(drop=True)


def _in_degrees(source: Source, x: Any, y: Any, crs: str) -> Any:
    if not crs or crs.upper() == "EPSG:4326":
        return x, y
    if not (_CRS.fullmatch(crs.strip()) and names_no_file(crs)):
        raise TableError(source.issue("issue.streets_crs", value=crs))
    try:
        return Transformer.from_crs(crs.strip(), 4326, always_xy=True).transform(x, y)
    except ProjError as error:
        raise TableError(source.issue("issue.streets_crs", value=crs)) from error
