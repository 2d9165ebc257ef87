"""A map as one file for whoever has no Yipan: any browser opens it, without a net.

It is drawn by folium. What folium would ask of the internet is written into the file instead, and
only what is used of it: Leaflet.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Final

import folium
import shapely
from folium.features import GeoJson, GeoJsonTooltip

from geo.core.i18n import TAGS
from geo.publish.maps.assets import LEAFLET, resource
from geo.publish.maps.choropleth import legend_html
from geo.publish.maps.city_map import OPAQUE
from geo.publish.maps.outlines import DECIMALS, simplify

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import geopandas as gpd

    from geo.publish.maps.choropleth import Choropleth
    from geo.publish.maps.tooltips import Tooltips

LINE: Final = {"color": "#ffffff", "weight": 0.7, "fillOpacity": OPAQUE}
UNPAINTED: Final = {"color": "#c9ced6", "weight": 0.5, "fillColor": "#ffffff", "fillOpacity": 0.35}
STYLE: Final = """
    body { display: flex; flex-direction: column; font: 14px/1.5 "Source Sans", "PingFang SC",
        "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #1f2937; }
    header { padding: 10px 16px; }
    header h1 { margin: 0 0 4px; font-size: 20px; line-height: 1.35; }
    header p { margin: 4px 0 0; color: #5b6675; }
    .folium-map { position: relative !important; flex: 1; height: auto !important;
        min-height: 320px; background: #f6f7f9; }
    .yipan-legend { display: flex; flex-wrap: wrap; gap: 2px 14px; }
    .yipan-key i { display: inline-block; width: 14px; height: 14px; margin-right: 4px;
        border: 1px solid #98a2b0; border-radius: 3px; vertical-align: -2px; }
    .yipan-key b { font-weight: 400; color: #5b6675; }
    .leaflet-attribution-flag { display: none !important; }
    .foliumtooltip th { padding-right: 14px; text-align: left; font-weight: 400; }
    .foliumtooltip td { text-align: right; font-weight: 600; }
"""


@dataclass(frozen=True, eq=False)
class WebLayer:
    """What a map shows of communities, one of several that a reader chooses from.

    Parameters
    ----------
    name
        What it is called, above its legend too.
    choropleth
        Classes of communities; those not in it are drawn faint.
    """

    name: str
    choropleth: Choropleth


def web_map(
    communities: gpd.GeoDataFrame,
    layers: Sequence[WebLayer],
    tooltips: Tooltips,
    texts: Sequence[str],
    language: str,
) -> str:
    """Draw communities as a page of HTML that holds all it needs.

    Parameters
    ----------
    communities
        ``community_code``, ``geometry`` (EPSG:4326; missing without a boundary).
    layers
        What can be shown, the first at first.
    tooltips
        What is told of each community; small counts hidden.
    texts
        The title, then a line each of what stands below the legends.
    language
        ``"zh"`` or ``"en"``: of the texts.

    Returns
    -------
    str
        The page. All text of users in it is escaped.
    """
    drawn = communities[communities.geometry.notna() & ~communities.geometry.is_empty]
    figure = folium.Figure()
    shown = folium.Map(tiles=None, prefer_canvas=True, zoom_snap=0.1)
    shown.default_js, shown.default_css = [], []  # their addresses are on the internet
    figure.add_child(shown)
    thinned: Iterable[Any] = () if drawn.empty else simplify(drawn.geometry)
    outlines = [shapely.transform(shape, _rounded) for shape in thinned]
    features = {
        code: {"type": "Feature", "id": code, "geometry": json.loads(shapely.to_geojson(shape))}
        for code, shape in zip(drawn["community_code"], outlines, strict=True)
    }
    for number, layer in enumerate(layers if features else ()):
        _add(shown, layer, features, tooltips, first=number == 0)
    if len(layers) > 1:
        folium.LayerControl(collapsed=False).add_to(shown)
    if features:
        west, south, east, north = shapely.total_bounds(outlines).tolist()
        shown.fit_bounds([[south, west], [north, east]])
    return _whole(_repeatable(figure), layers, texts, language)


def _add(
    shown: folium.Map,
    layer: WebLayer,
    features: dict[str, dict[str, Any]],
    tooltips: Tooltips,
    *,
    first: bool,
) -> None:
    fill = layer.choropleth.position.to_dict()
    colours = [entry.colour for entry in layer.choropleth.classes]
    fields = ["name", *(f"fact{at}" for at in range(len(tooltips.headers)))]
    nothing = [""] * len(fields)

    def style_of(feature: dict[str, Any]) -> dict[str, Any]:
        at = fill.get(feature["id"])
        return UNPAINTED if at is None else LINE | {"fillColor": colours[at]}

    properties = {
        code: dict(zip(fields, map(_inert, tooltips.rows.get(code, nothing)), strict=True))
        for code in features
    }
    collection = {
        "type": "FeatureCollection",
        "features": [
            feature | {"properties": properties[code]} for code, feature in features.items()
        ],
    }
    aliases = ["", *map(_inert, tooltips.headers)]
    GeoJson(
        collection,
        name=_inert(layer.name),
        style_function=style_of,
        tooltip=GeoJsonTooltip(fields, aliases, opacity=1),
        overlay=False,
        show=first,
    ).add_to(shown)


def _repeatable(figure: folium.Figure) -> str:
    """Render a page of the same bytes for the same map: parts have numbers, not random names."""
    page = figure.render()
    for number, name in enumerate(_names(figure)):
        page = page.replace(name, f"{number}")
    return page


def _names(element: Any) -> Iterator[str]:
    yield element._id  # noqa: SLF001  # folium has no other way to them
    for part in element._children.values():  # noqa: SLF001
        yield from _names(part)


def _whole(page: str, layers: Sequence[WebLayer], texts: Sequence[str], language: str) -> str:
    """Put language, looks, Leaflet and what stands above the map into a page of folium's."""
    script, style = (
        resource(LEAFLET, f"data/leaflet.{kind}").read_text("utf-8") for kind in ("js", "css")
    )
    heading, *notes = map(escape, texts)
    legends = "".join(legend_html(layer.choropleth.classes, layer.name) for layer in layers)
    below = "".join(f"<p>{note}</p>" for note in notes)
    head = (
        f'<meta name="viewport" content="width=device-width"><title>{heading}</title>'
        f"<style>{style}{STYLE}</style><script>{script}</script>"
    )
    header = f"<header><h1>{heading}</h1>{legends}{below}</header>"
    page = page.replace("<html>", f'<html lang="{TAGS[language]}">', 1)
    page = page.replace("<head>", f"<head>{head}", 1)
    return page.replace("<body>", f"<body>{header}", 1)


def _inert(text: object) -> str:
    """Write text for folium's tooltips and names, which are HTML and pass through its templates.

    Examples
    --------
    >>> print(_inert("<b>{{ 7 * 7 }}"))
    &lt;b&gt;&#123;&#123; 7 * 7 &#125;&#125;
    """
    inert = escape(str(text)).replace("{", "&#123;").replace("}", "&#125;")
    return inert.replace("`", "&#96;").replace("$", "&#36;").replace("\\", "&#92;")


def _rounded(points: Any) -> Any:
    return points.round(DECIMALS)
