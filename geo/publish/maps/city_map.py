"""Maps for the app, drawn by folium without anything from outside.

A map is made once and holds no data: the browser fetches the outlines from a static file (see
:mod:`geo.publish.maps.outlines`). What changes with a filter or a click is a :class:`Painting`, a
small group of values that restyles what is there, so that the view is kept.

Text of users reaches the page through :func:`~geo.publish.script_data.script_data` only, and
``city_map.js`` writes it as text, never as HTML.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Final

import folium
from branca.element import MacroElement
from folium.template import Template

from geo.publish.maps.assets import STATIC, asset_url
from geo.publish.maps.symbols import polyline_values, spot_values, tie_values
from geo.publish.script_data import script_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from geo.publish.maps.basemaps import Tiles
    from geo.publish.maps.choropleth import Choropleth
    from geo.publish.maps.heat import Heat, Hexagons
    from geo.publish.maps.outlines import MapLayer
    from geo.publish.maps.sites import Places
    from geo.publish.maps.symbols import Polyline, Spot, Tie

SCRIPTS: Final = ("leaflet.js", "maps.js")
OPAQUE: Final = 0.92
OVER_BASEMAP: Final = 0.65


@dataclass(frozen=True, eq=False)
class Tooltips:
    """What a tooltip says: a title and values by community, all of it text.

    Parameters
    ----------
    headers
        What each value is.
    rows
        By community code: the title, then a value for each header.
    """

    headers: Sequence[str]
    rows: Mapping[str, Sequence[str]]

    def only(self, codes: Iterable[str]) -> Tooltips:
        """Return those of some communities, in their order."""
        return Tooltips(self.headers, {code: self.rows[code] for code in codes})

    def values(self) -> dict[str, Any]:
        """Return what the browser gets: each text once, and where the texts of every row stand.

        Most texts are of many communities, and all of them go to the browser after every choice.

        Examples
        --------
        >>> Tooltips(["District"], {"01": ["A", "West"], "02": ["B", "West"]}).values()
        {'texts': ['A', 'West', 'B'], 'rows': {'01': [0, 1], '02': [2, 1]}}
        """
        texts: dict[str, int] = {}
        rows = {
            code: [texts.setdefault(text, len(texts)) for text in row]
            for code, row in self.rows.items()
        }
        return {"texts": list(texts), "rows": rows}


@dataclass(frozen=True, eq=False)
class Before:
    """What a map was before: left of a divider that can be drawn across it.

    Parameters
    ----------
    choropleth
        Classes of communities.
    tooltips
        Under the headers of the painting.
    names
        What stands left and right of the divider.
    places
        Sites of then, which cannot be clicked.
    """

    choropleth: Choropleth
    tooltips: Tooltips
    names: tuple[str, str]
    places: Places | None = None

    def values(self) -> dict[str, Any]:
        """Return what the browser gets, fit for JSON."""
        return {
            "fill": self.choropleth.position.to_dict(),
            "palette": [entry.colour for entry in self.choropleth.classes],
            "tooltips": self.tooltips.values(),
            "names": list(self.names),
            "places": self.places.values() if self.places else None,
        }


@dataclass(frozen=True, eq=False)
class Painting:
    """What to paint on the outlines.

    Parameters
    ----------
    choropleth
        Classes of communities; those not in it are drawn faint.
    tooltips
        What is told of a community; only those in it can be clicked.
    selected
        Code of the community to outline.
    heat
        A surface of density.
    hexagons
        Hexagons with their numbers.
    spots
        Circles, the largest drawn first.
    ties
        Curves with an arrowhead, from one place to another.
    polylines
        Lines along streets, below the circles.
    focus
        Codes of communities that the map turns to when they change; none: the whole city.
    areas
        Codes of communities by the number of the area they make, which is outlined.
    words
        What the controls of the map say, by their name.
    places
        Sites and what is about them; with it a click anywhere is told with its point.
    before
        What the map was before, on the left of a divider.
    legend, marks, notes
        For pictures of the map: what the colours are, words by the look of a mark, and what stands
        below, such as the norm and its source.
    """

    choropleth: Choropleth | None = None
    tooltips: Tooltips = field(default_factory=lambda: Tooltips((), {}))
    selected: str | None = None
    heat: Heat | None = None
    hexagons: Hexagons | None = None
    spots: Sequence[Spot] = ()
    ties: Sequence[Tie] = ()
    polylines: Sequence[Polyline] = ()
    focus: Sequence[str] = ()
    areas: Mapping[int, Sequence[str]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    places: Places | None = None
    before: Before | None = None
    legend: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()

    def values(self) -> dict[str, Any]:
        """Return what the browser gets, fit for JSON."""
        classes = self.choropleth.classes if self.choropleth else ()
        return {
            "fill": self.choropleth.position.to_dict() if self.choropleth else {},
            "palette": [entry.colour for entry in classes],
            "headers": list(self.tooltips.headers),
            "tooltips": self.tooltips.values(),
            "selected": self.selected,
            "heat": self.heat.values() if self.heat else None,
            "hexagons": self.hexagons.values() if self.hexagons else None,
            "spots": spot_values(self.spots),
            "ties": tie_values(self.ties),
            "polylines": polyline_values(self.polylines),
            "focus": list(self.focus),
            "areas": [[number, list(codes)] for number, codes in self.areas.items()],
            "words": dict(self.words),
            "places": self.places.values() if self.places else None,
            "before": self.before.values() if self.before else None,
        }

    def feature_group(self) -> folium.FeatureGroup:
        """Return the group that, added to a :class:`CityMap` already shown, repaints it."""
        return paint_group(self.values())


class CityMap(folium.Map):
    """A map of a city's outlines, ready to be painted.

    Parameters
    ----------
    layer
        The outlines, from :func:`geo.publish.maps.outlines.write_layer`.
    tiles
        Basemap layers, lowest first.
    static
        The folder that is served, with the front-end files in it.
    """

    def __init__(self, layer: MapLayer, tiles: Sequence[Tiles] = (), static: Path = STATIC) -> None:
        west, south, east, north = layer.bounds
        super().__init__(
            location=[(south + north) / 2, (west + east) / 2],
            tiles=None,
            zoom_control=False,
            prefer_canvas=True,
            zoom_snap=1 if tiles else 0.1,  # tiles are sharp at whole steps only
        )
        serve_scripts(self, static)
        options = {
            "url": layer.url,
            "streets": layer.streets_url,
            "opacity": OVER_BASEMAP if tiles else OPAQUE,
            "tiles": [
                {
                    "url": lower.url,
                    "about": escape(lower.attribution),
                    "servers": lower.servers,
                    "in_gcj02": lower.in_gcj02,
                }
                for lower in tiles
            ],
        }
        self.add_child(Draw(options))


def serve_scripts(drawn: folium.Map, static: Path) -> None:
    """Have a map load our own files, in place of folium's list of addresses on the internet."""
    drawn.default_js = [(name, asset_url(name, static)) for name in SCRIPTS]
    drawn.default_css = [("leaflet.css", asset_url("leaflet.css", static))]


def paint_group(values: dict[str, Any], call: str = "yipan.paint") -> folium.FeatureGroup:
    """Return the group that hands values to a function of ours, with the map."""
    group = folium.FeatureGroup()
    group.add_child(_Paint(values, call))
    return group


class Draw(MacroElement):
    """Hands a map's options to a function of ours; and the looks of what it makes."""

    _template = Template(
        """
        {% macro header(this, kwargs) %}
            <style>
                .leaflet-container { background: #f6f7f9; font: 13px/1.5 "Source Sans",
                    "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
                #map_div { height: 100vh !important; }
                .yipan-ground { pointer-events: none; }
                .yipan-home { font-size: 18px; }
                .yipan-wide::before { content: ""; display: inline-block; width: 10px; height: 10px;
                    margin-top: 8px; border: 2px dashed currentColor; }
                .yipan-cross { position: absolute; left: 50%; top: 50%; z-index: 800;
                    color: #111827; font: 700 28px/28px sans-serif; pointer-events: none;
                    transform: translate(-50%, -50%); text-shadow: 0 0 3px #fff; }
                .yipan-layers { background: #fff; padding: 4px 10px; color: #1f2937; }
                .yipan-layers summary { cursor: pointer; font-weight: 600; }
                .yipan-layers label { display: flex; align-items: center; gap: 6px; }
                .yipan-layers input[type=range] { width: 96px; }
                .yipan-sheet { max-width: min(340px, 80vw); max-height: 70vh; overflow: auto;
                    padding: 10px 14px; border-radius: 6px; color: #1f2937; background: #fffffff0;
                    box-shadow: 0 2px 10px rgba(15, 23, 42, .25); }
                .yipan-sheet h1 { margin: 0; font-size: 18px; line-height: 1.3; }
                .yipan-sheet > span { color: #64748b; }
                .yipan-sheet .yipan-legend { display: flex; flex-wrap: wrap; gap: 2px 14px;
                    margin-top: 8px; }
                .yipan-sheet strong { width: 100%; }
                .yipan-key i { display: inline-block; width: 14px; height: 14px; margin-right: 4px;
                    border: 1px solid rgba(128, 140, 155, .45); border-radius: 3px;
                    vertical-align: -2px; }
                .yipan-key i.yipan-ramp { width: 120px; }
                .yipan-key i.yipan-mark-site { border: 2px solid #fff; border-radius: 50%;
                    background: #1d4ed8; box-shadow: 0 0 0 1px #1d4ed8; }
                .yipan-key i.yipan-mark-new_site { border-radius: 50%; background: #b5420a; }
                .yipan-key i.yipan-mark-area { border: 2.5px solid #4c1d95; }
                .yipan-swipe { position: absolute; inset: 0; z-index: 700; pointer-events: none; }
                .yipan-swipe-line { position: absolute; top: 0; bottom: 0; width: 4px;
                    margin-left: -2px; background: #fff; box-shadow: 0 0 4px rgba(15, 23, 42, .6); }
                .yipan-swipe-line span { position: absolute; bottom: 34px; right: 10px;
                    padding: 2px 8px; border-radius: 4px; color: #fff; background: #1f2937d9;
                    font-weight: 600; white-space: nowrap; }
                .yipan-swipe-line span + span { right: auto; left: 14px; }
                .yipan-swipe input { position: absolute; left: 0; top: 50%; width: 100%;
                    height: 44px; margin: -22px 0 0; background: none; pointer-events: none;
                    touch-action: none; -webkit-appearance: none; appearance: none; }
                .yipan-swipe input::-webkit-slider-thumb { -webkit-appearance: none; width: 44px;
                    height: 44px; border: 3px solid #1d5b8a; border-radius: 50%; cursor: ew-resize;
                    background: linear-gradient(90deg, transparent 44%, #1d5b8a 44% 47%,
                    transparent 47% 53%, #1d5b8a 53% 56%, transparent 56%), #fff;
                    pointer-events: auto; }
                .yipan-swipe input::-moz-range-thumb { width: 38px; height: 38px;
                    border: 3px solid #1d5b8a; border-radius: 50%; cursor: ew-resize;
                    background: #fff; pointer-events: auto; }
                .yipan-swipe input:focus-visible { outline: none; }
                .yipan-swipe input:focus-visible::-webkit-slider-thumb { outline: 3px solid #1d5b8a;
                    outline-offset: 2px; }
                .yipan-hint { position: absolute; inset: 0; z-index: 900; display: grid;
                    place-items: center; padding: 12px; font-size: 16px; text-align: center;
                    color: #fff; background: rgba(17, 24, 39, .55); opacity: 0;
                    pointer-events: none; transition: opacity .3s; }
                a:focus-visible, summary:focus-visible, input:focus-visible,
                .leaflet-container:focus-visible { outline: 3px solid #1d5b8a;
                    outline-offset: 1px; }
                .yipan-tooltip { padding: 8px 10px; border: 0; border-radius: 6px; color: #1f2937;
                    box-shadow: 0 2px 10px rgba(15, 23, 42, .25); white-space: normal;
                    width: max-content; max-width: 260px; }
                .yipan-tooltip::before { display: none; }
                .yipan-title { font-weight: 600; overflow-wrap: anywhere; }
                .yipan-label { width: auto !important; height: auto !important; white-space: nowrap;
                    font-size: 12px; line-height: 16px; color: #1f2937; padding: 0 2px;
                    border-radius: 3px; background: #f6f7f9d1; }
                .yipan-label-chosen { font-weight: 700; }
                .yipan-degree { width: auto !important; height: auto !important; color: #8b94a1;
                    white-space: nowrap; font-size: 10px; line-height: 14px; }
                .yipan-number { display: block; color: #fff; text-align: center;
                    white-space: nowrap; font: 700 11px/18px "Source Sans", sans-serif; }
                .yipan-tip td { padding: 0 14px 0 0; }
                .yipan-tip td + td { padding: 0; text-align: right; font-weight: 600; }
            </style>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            {{ this.call }}({{ this._parent.get_name() }}, {{ this.data }});
        {% endmacro %}
        """
    )

    def __init__(self, options: dict[str, Any], call: str = "yipan.draw") -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Draw"
        self.call = call
        self.data = script_data(options)


class _Paint(MacroElement):
    """Hands values to a map already shown."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            {{ this.call }}({{ this._parent._parent.get_name() }}, {{ this.data }});
        {% endmacro %}
        """
    )

    def __init__(self, values: dict[str, Any], call: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Paint"
        self.call = call
        self.data = script_data(values)
