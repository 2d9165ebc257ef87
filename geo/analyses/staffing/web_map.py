"""The map of staffing as one file that leaders open in any browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.analyses.population.model import Population
from geo.analyses.staffing.model import Staffing
from geo.analyses.staffing.table_notes import norm_in_words
from geo.core.i18n import say
from geo.core.number_format import number
from geo.publish.maps.choropleth import by_shortfall, by_state
from geo.publish.maps.tooltips import community_tooltips
from geo.publish.maps.web_map import WebLayer, web_map
from geo.publish.titles import file_name, title

if TYPE_CHECKING:
    from pathlib import Path

    from geo.core.analysis import ExportOptions
    from geo.core.results import Results


def write_web_map(results: Results, folder: Path, options: ExportOptions) -> None:
    """Write the map of staffing status and shortfall as a page of HTML."""
    name = file_name(results, "staffing.web_map.file", ".html", options.language)
    (folder / name).write_text(web_map_of(results, options.language), "utf-8")


def web_map_of(results: Results, language: str) -> str:
    """Draw the page: communities by status and by shortfall, counts of people protected."""
    communities = results.communities_with(Population, Staffing)
    outlined = communities[communities.geometry.notna()]
    notes = [norm_in_words(results, language)]
    if without := len(communities) - len(outlined):
        notes.append(say("map.no_boundary", language, communities=number(without)))
    if results.city.note:
        notes.append(results.city.note)
    return web_map(
        outlined,
        [
            WebLayer(say("map.state", language), by_state(outlined, language)),
            WebLayer(say("card.shortfall", language), by_shortfall(outlined, language)),
        ],
        community_tooltips(
            outlined, language, results.standards.min_cell, results.units.second_names
        ),
        [title(results, language, "staffing.web_map.title"), *notes],
        language,
    )
