"""A city of two streets joined at one end only: what lies across is near, and far to walk."""

import networkx as nx
import numpy as np
import pandas as pd
from shapely import box

from support.worlds import make_communities, write_city

WALK_M_A_MINUTE = 5000 / 60
HOSTILE = "<img src=x onerror=alert(1)>"
# Eleven crossings on each street, 0.002° apart; the island's two are over 500 m from both.
LOWER = [(f"L{at}", 103.5005 + 0.002 * at, 40.502) for at in range(11)]
UPPER = [(f"U{at}", 103.5005 + 0.002 * at, 40.506) for at in range(11)]
ISLAND = [("I0", 103.515, 40.5115), ("I1", 103.517, 40.5115)]
NODES = {name: (lon, lat) for name, lon, lat in (*LOWER, *UPPER, *ISLAND)}
LINES = [*(f"L{at} L{at + 1}" for at in range(10)), *(f"U{at} U{at + 1}" for at in range(10))]
ENDS = [tuple(line.split()) for line in (*LINES, "L0 U0", "I0 I1")]

SITES = {"对岸站": "U9", "同街站": "L2"}
"""Where the sites stand that have a street; a third has none."""

FIRST, SECOND, THIRD, BARE = "990101001001", "990101001002", "990102001003", "990101001004"
OFF = (103.5395, 40.505)
POPULATION = {"L3": 80, "U2": 30, "U8": 60, "L9": 100, "L10": 300, "I0": 20, OFF: 7}
CODE_ONLY = 501

TABLE = f"""站点名称,经度,纬度,服务项目,地址,电话,工作人员
对岸站,{NODES["U9"][0]},40.506,居住登记;健康检查,上街9号,000-1,2
同街站,{NODES["L2"][0]},40.502,居住登记,{HOSTILE},000-2,1
{HOSTILE},103.900,40.505,政策咨询,,,1
"""


def metres(one, other):
    """Return the length of the great circle between two places."""
    (lon, lat), (far_lon, far_lat) = np.radians(one), np.radians(other)
    half = np.sin((far_lat - lat) / 2) ** 2
    half += np.cos(lat) * np.cos(far_lat) * np.sin((far_lon - lon) / 2) ** 2
    return 2 * 6371008.8 * np.arcsin(np.sqrt(half))


def graph():
    """The streets as networkx has them, with the minutes on foot."""
    streets = nx.Graph()
    streets.add_nodes_from(NODES)
    for tail, head in ENDS:
        length = metres(NODES[tail], NODES[head])
        streets.add_edge(tail, head, length=length, minutes=length / WALK_M_A_MINUTE)
    return streets


def minutes_on_foot(sites=tuple(SITES)):
    """Compute from every crossing the minutes to each site, by networkx; infinite without a way."""
    told = {
        site: nx.single_source_dijkstra_path_length(graph(), SITES[site], weight="minutes")
        for site in sites
    }
    return pd.DataFrame(told).reindex(list(NODES)).fillna(np.inf)


def within(minutes, sites=tuple(SITES)):
    """Count who reaches one of some sites on foot, by networkx."""
    nearest = minutes_on_foot(sites).min(axis=1)
    return sum(
        population
        for at, population in POPULATION.items()
        if at in NODES and nearest[at] <= minutes
    )


def write_street_city(folder):
    """Write the city: three communities with a boundary, the last in a district of its own."""
    write_city(folder)
    squares = [box(103.50 + 0.01 * at, 40.50, 103.51 + 0.01 * at, 40.513) for at in range(2)]
    squares.append(box(103.52, 40.50, 103.54, 40.513))
    communities = make_communities([*squares, None], [FIRST, SECOND, THIRD, BARE])
    communities.loc[communities["community_code"] == THIRD, "district_name"] = "东区"
    path = folder / "boundaries" / "communities.geojson"
    path.unlink()
    communities.drop(columns="registered").to_file(path, driver="GeoJSON")
    rows = [(*NODES.get(place, place), "", count) for place, count in POPULATION.items()]
    rows.append(("", "", BARE, CODE_ONLY))
    lines = [",".join(map(str, row)) for row in rows]
    told = "\n".join(["经度,纬度,社区代码,人数", *lines])
    (folder / "records" / "records.csv").write_text(f"{told}\n", "utf-8")
    (folder / "sites.csv").write_text(TABLE, "utf-8")
    (folder / "streets.graphml").write_text(_graphml(), "utf-8")
    more = '[sites]\nfile = "sites.csv"\ncoordinates = "wgs84"\n'
    more += '[streets]\nfile = "streets.graphml"\n'
    with (folder / "city.toml").open("a", encoding="utf-8") as settings:
        settings.write(more)
    return folder


def write_city_in_need(folder, minutes):
    """Write the city with a norm that its staff miss, and a limit that its sites miss."""
    write_street_city(folder)
    staff = folder / "staff.csv"
    staff.write_text(staff.read_text("utf-8") + f"{SECOND},3\n", "utf-8")
    with (folder / "city.toml").open("a", encoding="utf-8") as settings:
        settings.write(f"[standards]\naccess_minutes = {minutes}\nmax_population_per_staff = 150\n")
    return folder


def _graphml():
    """Write the streets as OSMnx does, every one of them both ways."""
    ids = {name: at for at, name in enumerate(NODES, start=1)}
    data = '<data key="{}">{}</data>'.format
    nodes = "".join(
        f'<node id="{ids[name]}">{data("x", lon)}{data("y", lat)}</node>\n'
        for name, (lon, lat) in NODES.items()
    )
    edges = "".join(
        f'<edge source="{ids[one]}" target="{ids[other]}">{data("highway", "residential")}'
        f"{data('length', metres(NODES[tail], NODES[head]))}</edge>\n"
        for tail, head in ENDS
        for one, other in ((tail, head), (head, tail))
    )
    keys = "".join(
        f'<key id="{name}" for="{whose}" attr.name="{name}"/>'
        for whose, names in {"graph": ["crs"], "node": "xy", "edge": ["highway", "length"]}.items()
        for name in names
    )
    return (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        f'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{keys}'
        f'<graph edgedefault="directed">{data("crs", "epsg:4326")}{nodes}{edges}</graph></graphml>'
    )
