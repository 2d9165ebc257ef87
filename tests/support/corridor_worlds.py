"""A small city between real regions.

Four communities in two districts, flows to tell by looking.
"""

import csv

from shapely import box

from support.worlds import make_communities

CODES = ["990101001001", "990101002001", "990102001001", "990102001002"]
EAST, WEST = "990101", "990102"
ZHUMADIAN, LONGNAN, FUYANG = "411700", "621200", "341200"

# community, origin, people
CAME = [
    (CODES[0], ZHUMADIAN, 700),
    (CODES[1], "411722", 200),  # 上蔡县 of Zhumadian
    (CODES[2], ZHUMADIAN, 100),
    (CODES[1], LONGNAN, 50),
    (CODES[3], "621227", 50),  # 徽县 of Longnan
    (CODES[0], FUYANG, 30),
    (CODES[0], "", 7),
    (CODES[2], "朝阳区", 3),
    (CODES[2], "陕西省", 2),
]
LEFT = [(CODES[0], ZHUMADIAN, 120), (EAST, ZHUMADIAN, 80), (CODES[3], "徽县", 40)]
HEADERS = {
    "out_migrants": ("户籍社区代码", "现居住地", "人数"),
    "agreements": ("甲方代码", "乙方代码", "签订日期", "有效期至"),
    "notices": ("发出地代码", "接收地代码", "发出日期", "反馈日期"),
    "flows": ("户籍地", "现居住地", "人数"),
    "staff": ("社区代码", "人数"),
    "sites": ("站点名称", "经度", "纬度", "工作人员"),
    "travel_times": ("社区代码", "站点名称", "分钟"),
}
STAFF = [(CODES[0], 1), (CODES[1], 1), (CODES[2], 1), (CODES[3], 1)]


DAY = 'reference_date = "2026-10-31"'


def write_corridor_city(folder, came=CAME, month="2026-10", settings="", day=DAY, **tables):
    """Write a city folder; tables by the name of their section, staff unless it is None.

    ``day`` is a line of its settings.
    """
    (folder / "boundaries").mkdir(parents=True)
    (folder / "records").mkdir()
    squares = [box(103.50 + n / 100, 40.50, 103.51 + n / 100, 40.51) for n in range(4)]
    layer = make_communities(squares, CODES).drop(columns="registered")
    layer["district_name"] = layer["district_code"].map({EAST: "东区", WEST: "=西县"})
    layer.to_file(folder / "boundaries" / "communities.geojson", driver="GeoJSON")
    rows = [("社区代码", "户籍地", "人数", *(["统计月份"] if month else []))]
    rows += [(*row, *([month] if month else [])) for row in came]
    write_rows(folder / "records" / "records.csv", rows)
    text = f"""name = "小城"
{day}
[boundaries]
communities = "boundaries/communities.geojson"
coordinates = "wgs84"
[records]
files = ["records/records.csv"]
"""
    for section, given in ({"staff": STAFF} | tables).items():
        if given is None:
            continue
        write_rows(folder / f"{section}.csv", [HEADERS[section], *given])
        named = (
            f'files = ["{section}.csv"]' if section == "out_migrants" else f'file = "{section}.csv"'
        )
        datum = 'coordinates = "wgs84"\n' if section == "sites" else ""
        text += f"[{section}]\n{named}\n{datum}"
    (folder / "city.toml").write_text(text + settings, "utf-8")
    return folder


def write_rows(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
