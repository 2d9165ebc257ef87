"""The ``city.toml`` of the sample city, with comments for who writes one of their own."""

from __future__ import annotations

from typing import Final

from geo.sample.names import CITY, NOTE
from geo.sample.population import PERIODS
from geo.sample.records import SYSTEM
from geo.sample.services import DEDICATED_POST_MIN_POPULATION

REFERENCE_DATE: Final = "2026-10-31"  # the last day of the period reported

CITY_TOML: Final = f"""\
# 本文件说明城市文件夹里有哪些文件。复制本文件夹，换成自己的文件，即可使用。
# What the files of this city are. Copy the folder and put your own files in.

name = "{CITY}"
note = "{NOTE}"

# 输出所用语言：zh 或 en，页面上可切换
# Language of outputs, zh or en; the pages can switch
language = "zh"

# 协议与通报的基准日；不写则为运行当日
# The day by which agreements and notices are judged; without it, the day of the run
reference_date = "{REFERENCE_DATE}"

[boundaries]
communities = "boundaries/communities.gpkg"
# 坐标系须写明，不作猜测：wgs84、cgcs2000、gcj02、bd09
# The coordinate system is never guessed: wgs84, cgcs2000, gcj02 or bd09
coordinates = "wgs84"

[records]
files = [{", ".join(f'"records/{period}.parquet"' for period in PERIODS)}]
coordinates = "{SYSTEM}"
# 统计月份；不写则取数据中最近一月
# The month to plan for; if left out, the latest of the data
period = "{PERIODS[-1]}"
# 常见表头会自动识别；认不出的在此写明
# Common headers are known; say here what the others mean
columns = {{ lon = "经度", lat = "纬度", community = "社区代码", origin = "户籍地代码" }}

[sites]
file = "sites.csv"
coordinates = "{SYSTEM}"

[staff]
file = "staff.xlsx"

# 路网：OSMnx 的 GraphML、GeoPackage，或 .osm、.osm.bz2、.osm.pbf
# A street network: GraphML or GeoPackage of OSMnx, or .osm, .osm.bz2, .osm.pbf
[streets]
file = "streets.graphml"

[agreements]
file = "agreements.csv"

# 配备标准：每个标准一行；不写则用文件中的标准
# Norms of staff, a row each; without them, those of policy
[norms]
file = "norms.csv"

# 按工作量定员（WISN）：做什么、用多少时间，一年有多少工作时间；数字为虚构
# Staff by workload (WISN): what is done and how long it takes, and the time there is; invented
[activities]
file = "activities.csv"

[working_time]
file = "working_time.csv"

[standards]
# 每名专（兼）职工作人员对应的流动人口数
# Floating residents for each member of staff
max_population_per_staff = 500
# 流动人口达到此数的街道须有专岗；文件未定数，本例自定
# Subdistricts with so many floating residents need dedicated staff; the notice sets no number
dedicated_post_min_population = {DEDICATED_POST_MIN_POPULATION}

[basemap]
# none、osm、tianditu、xyz、wmts；none 不需要互联网
# none, osm, tianditu, xyz or wmts; none needs no internet
# xyz、wmts 另写 url；瓦片为 GCJ-02（如高德）时写 coordinates = "gcj02"，显示时移到位
# xyz and wmts need a url; of tiles in GCJ-02 (such as Amap's) say coordinates = "gcj02"
kind = "none"
"""
