"""The map of a norm: every community in the colour of its unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.analyses.norms.methods.unit_sums import codes_of_level
from geo.analyses.norms.model import Norms
from geo.analyses.norms.tables import named
from geo.analyses.norms.words import ratio_words
from geo.core.i18n import say
from geo.publish.labels import label
from geo.publish.maps.choropleth import STATE_COLOURS, by_kind, legend_html
from geo.publish.maps.city_map import Painting
from geo.publish.maps.tooltips import Tooltips, protected
from geo.ui import components as parts
from geo.ui.map_component import show_map

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.ui.screen import Screen

NOT_REQUIRED: Final = "not_required"
COLOURS: Final = {**STATE_COLOURS, NOT_REQUIRED: "#dcebe1"}
_FACTS: Final = ("people", "staff", "required_staff", "staff_shortfall")


def draw_norm_map(screen: Screen, norm: Mapping[str, Any]) -> None:
    """Draw legend and map of a norm.

    Parameters
    ----------
    norm
        ``norm``, ``level``, ``title``, ``document``, ``in_force_from``, and what
        :func:`geo.analyses.norms.words.ratio_words` needs.
    """
    communities = screen.results.units.communities.set_index("community_code", drop=False)
    drawn = communities[communities.geometry.notna()]
    units = screen.results[Norms].units
    lines = named(screen.results, units[units["norm"].eq(norm["norm"])])
    codes = codes_of_level(pd.DataFrame(drawn), norm["level"])
    if norm["level"] == "city":
        codes = codes.where(codes.ne(""), screen.results.city.code)
    of_unit = lines.dropna(subset="code").set_index("code").reindex(codes).set_index(drawn.index)
    statuses = of_unit["status"].fillna("no_data")
    labels = {status: status_words(status, screen.language) for status in COLOURS}
    choropleth = by_kind(drawn.reset_index(drop=True), statuses, COLOURS, labels)
    title = parts.text(norm["title"])
    parts.show(legend_html(choropleth.classes, title))
    source = [str(norm[name]) for name in ("document", "in_force_from") if not pd.isna(norm[name])]
    painting = Painting(
        choropleth,
        _tooltips(screen, drawn, of_unit.assign(status=statuses)),
        legend=title,
        notes=[" · ".join([ratio_words(norm, screen.language), *source])],
    )
    show_map(screen, painting, "norms_map", height=480)
    parts.caption(screen.say("norms.map.hint"))


def status_words(status: str, language: str) -> str:
    """Return what a unit's status is called."""
    if status == NOT_REQUIRED:
        return say("norm_status.not_required", language)
    return say(f"status.{status}", language)


def _tooltips(screen: Screen, drawn: pd.DataFrame, units: pd.DataFrame) -> Tooltips:
    """Say of every community which unit it is in, and what the norm comes to there."""
    least, language = screen.results.standards.min_cell, screen.language
    people = units["people"].map(lambda count: protected(count, least))
    numbers = [units[name].map(parts.number) for name in _FACTS[1:]]
    states = units["status"].map(lambda status: status_words(status, language))
    columns = [drawn["community_name"].map(parts.text), units["name"].map(parts.text), people]
    rows = zip(*columns, *numbers, states, strict=True)
    headers = [screen.say("norms.unit"), *(label(name, language) for name in _FACTS)]
    return Tooltips(
        [*headers, label("status", language)], dict(zip(drawn.index, rows, strict=True))
    )
