"""A city in which every text would like to come alive: as a script, a formula, or a link."""

import json

from support.corridor_worlds import (
    CAME,
    CODES,
    EAST,
    LEFT,
    WEST,
    ZHUMADIAN,
    write_corridor_city,
    write_rows,
)

IMAGE = '<img src=x onerror="window.top.alive=1">'
SCRIPT = '"></script><script>window.top.alive=1</script>'
FORMULA = '=HYPERLINK("http://evil.example/x","y")'
MARKDOWN = "[a](http://evil.example/a) ![i](http://evil.example/i.png) $x^2$ :red[z]"
TEXTS = [
    *(IMAGE, SCRIPT, FORMULA, MARKDOWN, "+1", "@SUM(1)", "-1", "\t=1", "＝1"),
    *("{{7*7}}${alert(1)}", "<svg onload=top.alive=1>", "http://evil.example/x", "=cmd|' /C x'!A0"),
]
NAMES = dict(zip(CODES, (IMAGE + SCRIPT, FORMULA, MARKDOWN, "+1{{7*7}}"), strict=True))
# What a disk takes for a name.
RECORDS = "records/=a<img src=x onerror=top.alive=1>[m](e)@.csv"


def write_living_city(folder, months=("2026-10",)):
    """Write the city: four communities, flows, agreements and sites; the same in all months."""
    agreements = [
        ("990100", "620000", "2024-01-01", "2026-12-01"),
        (WEST, ZHUMADIAN, "2020-01-01", "2025-01-01"),
    ]
    write_corridor_city(folder, out_migrants=LEFT, agreements=agreements)
    (folder / "records" / "records.csv").unlink()
    came = [*CAME, *((CODES[at % 4], text, 20 + at) for at, text in enumerate(TEXTS))]
    came.append(("990199001001", ZHUMADIAN, 3))  # rejected
    rows = [
        (*row, TEXTS[at % len(TEXTS)], month) for month in months for at, row in enumerate(came)
    ]
    write_rows(folder / RECORDS, [("社区代码", "户籍地", "人数", "数据来源", "统计月份"), *rows])
    sites = [
        (
            text,
            103.501 + 0.003 * at,
            40.505,
            f"{TEXTS[at - 1]}；{TEXTS[at - 2]}",
            text,
            text,
            1,
            text,
        )
        for at, text in enumerate(TEXTS)
    ]
    headers = ("站点名称", "经度", "纬度", "服务项目", "地址", "电话", "工作人员", "开放时间")
    write_rows(folder / "sites.csv", [headers, *sites])
    layer = folder / "boundaries" / "communities.geojson"
    found = json.loads(layer.read_text("utf-8"))
    for feature in found["features"]:
        of = feature["properties"]
        of["community_name"] = NAMES[of["community_code"]]
        of["subdistrict_name"] = {CODES[0]: SCRIPT, CODES[1]: "=1+1"}.get(
            of["community_code"], MARKDOWN + IMAGE
        )
        of["district_name"] = IMAGE + MARKDOWN if of["district_code"] == EAST else FORMULA
    layer.write_text(json.dumps(found), "utf-8")
    settings = folder / "city.toml"
    name, note = json.dumps(FORMULA + SCRIPT + IMAGE), json.dumps(SCRIPT + MARKDOWN + IMAGE)
    text = settings.read_text("utf-8").replace('"小城"', f"{name}\nnote = {note}")
    text = text.replace('"records/records.csv"]', f'{json.dumps(RECORDS)}]\nperiod = "2026-10"')
    text += '[sites]\nfile = "sites.csv"\ncoordinates = "wgs84"\n'
    settings.write_text(text, "utf-8")
    return folder
