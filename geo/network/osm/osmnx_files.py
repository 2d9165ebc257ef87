"""Streets as OSMnx saves them: GraphML, and GeoPackage with the layers ``nodes`` and ``edges``."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, Final

import pandas as pd

from geo.core.issues import TableError
from geo.formats.limits import LIMITS
from geo.formats.vector import drivers
from geo.formats.xml_guard import read_through
from geo.network.osm.street_edges import SAID, graph_tables

if TYPE_CHECKING:
    from geo.formats.source import Source
    from geo.network.osm.street_tables import StreetTables
    from geo.network.settings import StreetSettings

_EDGE: Final = ("length", "oneway", *SAID)
_YES: Final = frozenset({"true", "yes", "1"})


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
    drivers.checked()
    import pyogrio  # noqa: PLC0415  # after the drivers are restricted

    layers = {str(name) for name, _ in pyogrio.list_layers(source.path)}
    if missing := sorted({"nodes", "edges"} - layers):
        raise TableError(source.fault("fault.streets_column", value=", ".join(missing)))
    nodes = _layer(source, "nodes", {"osmid", "x", "y"}, set())
    edges = _layer(source, "edges", {"u", "v", "length"}, {*_EDGE, "from", "to"})
    crs = pyogrio.read_info(source.path, layer="nodes")["crs"] or ""
    edges = edges.rename(columns={"u": "tail", "v": "head"})
    if {"from", "to"} <= set(edges):  # each street once, the way it was first drawn
        edges = edges.drop(columns=["tail", "head"]).rename(columns={"from": "tail", "to": "head"})
        oneway = edges["oneway"].astype(str).str.lower() if "oneway" in edges else "no"
        edges = _both_ways(edges, ~pd.Series(oneway, index=edges.index).isin(_YES))
    nodes = nodes.rename(columns={"osmid": "node_id"})
    for name in set(_EDGE) - set(edges):
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
        if len(self.edges) > LIMITS.street_nodes or len(self.nodes) > LIMITS.street_nodes:
            raise ValueError(name)


def _layer(source: Source, layer: str, needed: set[str], may: set[str]) -> pd.DataFrame:
    """Read some columns of a layer, without its geometry."""
    import pyogrio  # noqa: PLC0415

    fields = set(pyogrio.read_info(source.path, layer=layer)["fields"])
    if missing := sorted(needed - fields):
        told = ", ".join(f"{layer}.{name}" for name in missing)
        raise TableError(source.fault("fault.streets_column", value=told))
    columns = sorted(fields & (needed | may))
    read: pd.DataFrame = pyogrio.read_dataframe(
        source.path, layer=layer, columns=columns, read_geometry=False
    )
    return read


def _both_ways(edges: pd.DataFrame, two_way: pd.Series) -> pd.DataFrame:
    back = edges[two_way].rename(columns={"tail": "head", "head": "tail"})
    return pd.concat([edges, back], ignore_index=True)
