"""Streets of OpenStreetMap as it gives them: ``.osm``, ``.osm.bz2`` and ``.osm.pbf``."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from geo.core.issues import TableError
from geo.formats.xml_guard import read_through
from geo.network.osm.pbf_guard import refuse_pbf_bomb
from geo.network.osm.ways import Ways

if TYPE_CHECKING:
    from geo.formats.source import Source
    from geo.network.osm.street_tables import StreetTables
    from geo.network.settings import StreetSettings


def read_xml(source: Source, file: IO[bytes], settings: StreetSettings) -> StreetTables:
    """Read the ways of an ``.osm``, and what they refer to.

    Raises
    ------
    TableError
        If a node lies nowhere, or there are too many.
    XmlRefusedError, xml.parsers.expat.ExpatError, LookupError, ValueError
        If it is broken, or made to harm.
    """
    ways = Ways(source, settings)
    refs: list[int] = []
    tags: dict[str, str] = {}
    met = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal met
        if name == "nd":
            met += 1
            ways.refuse_many(met)
            refs.append(int(attributes["ref"]))
        elif name == "node":
            if attributes.get("visible") != "false":
                ways.add_node(
                    int(attributes["id"]), float(attributes["lon"]), float(attributes["lat"])
                )
        elif name == "tag":
            tags[attributes["k"]] = attributes["v"]
        elif name == "way":
            refs.clear()
            tags.clear()

    def end(name: str) -> None:
        if name == "way" and "highway" in tags:
            ways.add_way(refs, tags)

    read_through(file, begin, end)
    return ways.tables()


def read_pbf(source: Source, settings: StreetSettings) -> StreetTables:
    """Read the ways of an ``.osm.pbf``, and then the nodes they refer to.

    Raises
    ------
    TableError
        If a node lies nowhere, there are too many, or the package ``osmium`` is not installed.
    RuntimeError, ValueError
        If it is broken.
    """
    try:
        import osmium  # noqa: PLC0415  # not always installed
        from osmium.filter import IdFilter, KeyFilter  # noqa: PLC0415
    except ImportError as error:
        raise TableError(source.issue("issue.streets_package", value="osmium")) from error
    refuse_pbf_bomb(source)
    ways = Ways(source, settings)
    file = osmium.io.File(source.path, "pbf")
    met = 0
    way: Any
    node: Any
    for way in osmium.FileProcessor(file, osmium.osm.WAY).with_filter(KeyFilter("highway")):
        met += len(way.nodes)
        ways.refuse_many(met)
        ways.add_way([ref.ref for ref in way.nodes], dict(way.tags))
    nodes = osmium.FileProcessor(file, osmium.osm.NODE)
    for node in nodes.with_filter(IdFilter(ways.refs.tolist())):
        if node.location.valid():
            ways.add_node(node.id, node.location.lon, node.location.lat)
    return ways.tables()
