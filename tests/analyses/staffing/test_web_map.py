"""The map of staffing as a file: the counts of the tables, small ones hidden."""

import json
import re
from html import unescape

from geo.analyses.staffing.web_map import web_map_of, write_web_map
from geo.core.analysis import ExportOptions
from geo.core.i18n import say
from geo.publish.maps.choropleth import ROUND_TO


def test_people_are_told_as_on_the_maps_of_the_app(results):
    html = web_map_of(results, "en")
    least = results.standards.min_cell
    people = results.communities.set_index("community_code")["floating_population"].dropna()
    told = {unescape(json.loads(count)) for count in re.findall(r'"fact2": ("[^"]*")', html)}
    assert told <= {f"<{least}", "—", *(f"≈{n:,}" for n in range(0, 10**6, ROUND_TO))}
    drawn = results.communities.geometry.notna().sum()
    assert html.count('"fact2": ') == 2 * drawn
    legend = html[html.index('<div class="yipan-legend">') : html.index("</header>")]
    counts = re.findall(r"<b>(\d+)</b>", legend)
    assert sum(map(int, counts)) == 2 * drawn  # of each layer, as on the pages
    without = len(results.communities) - drawn
    assert (say("map.no_boundary", "en", communities=without) in html) == bool(without)
    assert (f"<{least}" in told) == bool((people < least).any())


def test_the_file_has_the_name_of_the_city_and_says_the_norm(tmp_path, results):
    write_web_map(results, tmp_path, ExportOptions("zh"))
    (path,) = tmp_path.iterdir()
    assert path.name.startswith("沙洲市_")
    assert path.name.endswith("_人员配备地图.html")
    assert "每500名流动人口" in path.read_text("utf-8")
