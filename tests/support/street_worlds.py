"""Small towns of OpenStreetMap, written in all its forms, and graphs of OSMnx made of them."""

import bz2
from types import MappingProxyType
from xml.sax.saxutils import quoteattr

import networkx as nx
import osmium
import osmnx

NODES = {
    11: (113.600, 34.700),
    12: (113.610, 34.700),
    13: (113.620, 34.701),
    14: (113.630, 34.700),
    15: (113.610, 34.710),
    16: (113.620, 34.710),
    17: (113.6151, 34.7155),
}
WAYS = {
    1: ([11, 12, 13, 14], {"highway": "primary", "maxspeed": "60"}),
    2: ([12, 15], {"highway": "residential", "oneway": "yes"}),
    3: ([13, 16], {"highway": "residential", "oneway": "-1"}),
    4: ([15, 17, 16], {"highway": "tertiary", "maxspeed": "30 mph"}),
    5: ([11, 15], {"highway": "footway"}),
    6: ([14, 16], {"highway": "motorway"}),
    7: ([11, 16], {"building": "yes"}),
}


def write_xml(path, nodes=NODES, ways=WAYS, barriers=MappingProxyType({})):
    """Write ``.osm``, or ``.osm.bz2``."""
    told = ["<?xml version='1.0' encoding='UTF-8'?>", "<osm version='0.6' generator='x'>"]
    for n, (lon, lat) in nodes.items():
        tags = barriers.get(n, {}).items()
        told += [f"<node id='{n}' lat='{lat}' lon='{lon}'>"]
        told += [f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags]
        told += ["</node>"]
    for number, (refs, tags) in ways.items():
        told += [f"<way id='{number}'>", *(f"<nd ref='{ref}'/>" for ref in refs)]
        told += [f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items()]
        told += ["</way>"]
    content = "\n".join([*told, "</osm>"]).encode()
    path.write_bytes(bz2.compress(content) if path.suffix == ".bz2" else content)
    return path


def write_pbf(path, nodes=NODES, ways=WAYS, barriers=MappingProxyType({})):
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for node, (lon, lat) in sorted(nodes.items()):
            tags = barriers.get(node, {})
            writer.add_node(osmium.osm.mutable.Node(id=node, location=(lon, lat), tags=tags))
        for number, (refs, tags) in ways.items():
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=refs, tags=tags))
    return path


def graph_of(path, *, simplify=True):
    """What OSMnx makes of a file."""
    return osmnx.graph_from_xml(path, retain_all=True, simplify=simplify)


def seconds(tables, bit):
    """Shortest times by one mode between nodes."""
    graph = nx.DiGraph()
    for edge in tables.edges.itertuples():
        if edge.modes & bit:
            kph = edge.drive_kph if bit == 4 else 5.0
            cost = edge.length_m / kph * 3.6
            before = graph.get_edge_data(edge.tail, edge.head, {"weight": cost})["weight"]
            graph.add_edge(edge.tail, edge.head, weight=min(cost, before))
    return dict(nx.all_pairs_dijkstra_path_length(graph))
