"""The ``city.toml`` of the sample city, with comments for who writes one of their own."""

from __future__ import annotations

from typing import Final

from geo.sample.names import CITY
from geo.sample.people import PERIODS
from geo.sample.records import SYSTEM
from geo.sample.services import STREET_MANY_PEOPLE

CITY_TOML: Final = f"""\
# 城市数据说明文件。复制本文件夹，换成自己的文件，即可使用。
# What the files of a city are. Copy this folder and put your own files in.

name = "{CITY}"
language = "zh"    # zh | en：输出所用语言，页面上可切换 / language of outputs; pages can switch
note = "本城市及全部人口、地名、机构均为虚构，仅供演示。This city, its people, places and offices are invented, for demonstration only."

[boundaries]
communities = "boundaries/communities.gpkg"    # 代码、名称、街道、区县、类型 / code, name, street, district, kind
coordinates = "wgs84"    # wgs84 | cgcs2000 | gcj02 | bd09：须写明，不作猜测 / must be said, is never guessed

[records]
files = [{", ".join(f'"records/{period}.parquet"' for period in PERIODS)}]
coordinates = "{SYSTEM}"
period = "{PERIODS[-1]}"    # 统计月份；不写则取最近一月 / the period to plan for; the latest if left out
# 表头与同义词表不符时，在此写明 / say here which head is which, where the program does not know it
columns = {{ lon = "经度", lat = "纬度", community = "社区代码", origin = "户籍地代码", count = "人数", record_id = "记录编号" }}

[sites]
file = "sites.csv"
coordinates = "{SYSTEM}"

[staff]
file = "staff.xlsx"

[streets]
file = "streets.graphml"    # OSMnx 保存的路网 / a network as OSMnx saves it

[agreements]
file = "agreements.csv"

[standards]
people_per_staff = 500    # 每名工作人员服务的流动人口 / floating residents per staff member
street_many_people = {STREET_MANY_PEOPLE}    # 达到此数的街道须有专岗；示例自定 / streets from this size need a dedicated post

[basemap]
kind = "none"    # none | osm | tianditu | xyz | wmts：none 不需要互联网 / none needs no internet
"""
