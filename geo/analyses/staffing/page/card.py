"""One community's card: population, staff, shortfall, sensitivity, and its neighbours."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.analyses.population.model import Population
from geo.analyses.staffing.model import Staffing
from geo.ui import components as parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.ui.screen import Screen

MOST_NEIGHBOURS: Final = 12
MOST_WORST: Final = 10
# Columns of the results beside name and state, and their headers.
BESIDE: Final = {"staff_shortfall": "card.shortfall", "staff_surplus": "card.surplus"}
WORST: Final = {
    "floating_population": "card.floating_population",
    "staff_shortfall": "card.shortfall",
}


def show_card(screen: Screen, code: str) -> None:
    """Show the card of a community."""
    communities = screen.results.communities_with(Population, Staffing)
    community = communities[communities["community_code"] == code].iloc[0]
    parts.show(
        '<div class="yipan-card">'
        + _header(screen, community)
        + _sensitivity(screen, community)
        + _neighbours(screen, community)
        + "</div>"
    )


def show_worst(screen: Screen, communities: pd.DataFrame) -> None:
    """State how a card is opened; below, the communities with the largest shortfalls."""
    worst = communities[communities["staff_shortfall"] > 0].nlargest(MOST_WORST, "staff_shortfall")
    hint = f'<p class="quiet">{escape(screen.say("card.choose"))}</p>'
    title = f"<h4>{escape(screen.say('card.worst'))}</h4>" if len(worst) else ""
    parts.show(f'<div class="yipan-card">{hint}{title}{_table(screen, worst, WORST)}</div>')


def _header(screen: Screen, community: pd.Series[Any]) -> str:
    state = community["status"]
    about = [screen.say("card.code", code=community["community_code"])]
    if pd.notna(community["kind"]):
        about.insert(0, screen.say(f"kind.{community['kind']}"))
    where = " · ".join([*parts.unit_links(community.to_dict()), *map(escape, about)])
    at_least = community["count_incomplete"] and pd.notna(community["floating_population"])
    verdict = screen.say(
        "card.incomplete" if at_least else f"card.{state}",
        people=parts.number(community["floating_population"]),
        need=parts.number(community["required_staff"]),
        staff=parts.number(community["staff"]),
        gap=parts.number(community["staff_shortfall"]),
    )
    if pd.notna(community["population_per_staff"]):
        ratio = parts.number(community["population_per_staff"], decimals=0)
        norm = parts.number(screen.results.standards.max_population_per_staff)
        verdict = f"{verdict} {screen.say('card.ratio', ratio=ratio, norm=norm)}"
    lines = (
        [verdict]
        if community["geometry"] is not None
        else [verdict, screen.say("card.no_boundary")]
    )
    return (
        f"<h3>{escape(parts.text(community['community_name']))} "
        f"{parts.pill(state, screen.language)}</h3>"
        f'<div class="quiet">{where}</div>' + "".join(f"<p>{escape(line)}</p>" for line in lines)
    )


def _sensitivity(screen: Screen, community: pd.Series[Any]) -> str:
    """Return the state under a norm, or a number of people, a little off."""
    if community["status"] in ("no_demand", "no_data"):
        return ""
    trials = tell_trials(screen).items()
    rows = "".join(_trial(screen, community, column, label) for column, label in trials)
    next_post = parts.number(community["population_to_next_post"])
    return (
        f"<h4>{escape(screen.say('card.sensitivity'))}</h4><table>{rows}</table>"
        f'<p class="quiet">{escape(screen.say("card.next_post", people=next_post))}</p>'
    )


def tell_trials(screen: Screen) -> dict[str, str]:
    """List the norms and populations that sensitivity is tried at, by column of the results."""
    standards = screen.results.standards
    percent = standards.population_change_percent
    return {
        "status_strict_norm": screen.say(
            "card.tight", norm=standards.strict_max_population_per_staff
        ),
        "status_lenient_norm": screen.say(
            "card.loose", norm=standards.lenient_max_population_per_staff
        ),
        "status_lower_population": screen.say("card.fewer", percent=percent),
        "status_higher_population": screen.say("card.more", percent=percent),
    }


def _trial(screen: Screen, community: pd.Series[Any], column: str, label: str) -> str:
    state = community[column]
    changed = escape(screen.say("card.changes")) if state != community["status"] else ""
    return (
        f"<tr><td>{escape(label)}</td><td>{parts.pill(state, screen.language)}</td>"
        f'<td class="quiet">{changed}</td></tr>'
    )


def _neighbours(screen: Screen, community: pd.Series[Any]) -> str:
    """List the communities next to it, those with the largest surplus first."""
    if community["geometry"] is None:
        return ""
    pairs = screen.open_city.neighbours
    codes = pairs.loc[pairs["community_code"] == community["community_code"], "neighbour_code"]
    communities = screen.results.communities_with(Population, Staffing)
    neighbours = communities[communities["community_code"].isin(codes)]
    title = f"<h4>{escape(screen.say('card.neighbours'))}</h4>"
    if neighbours.empty:
        return f'{title}<p class="quiet">{escape(screen.say("card.no_neighbours"))}</p>'
    neighbours = neighbours.sort_values("staff_surplus", ascending=False, kind="stable")
    surplus = neighbours["staff_surplus"].sum()
    sentence = screen.say("card.neighbours_surplus", spare=parts.number(surplus))
    useful = surplus > 0 and community["status"] in ("understaffed", "unstaffed")
    return (
        title
        + _table(screen, neighbours[:MOST_NEIGHBOURS], BESIDE)
        + (f'<p class="quiet">{escape(sentence)}</p>' if useful else "")
    )


def _link(community: pd.Series[Any]) -> str:
    return parts.place_link("community", community["community_code"], community["community_name"])


def _table(screen: Screen, communities: pd.DataFrame, columns: Mapping[str, str]) -> str:
    """List communities with their state and some numbers, as HTML."""
    if communities.empty:
        return ""
    headers = "".join(
        f'<th class="number">{escape(screen.say(word))}</th>' for word in columns.values()
    )
    names = "".join(
        f"<th>{escape(screen.say(word))}</th>" for word in ("staffing.community", "staffing.status")
    )
    rows = [f"<tr>{names}{headers}</tr>"]
    for _, community in communities.iterrows():
        numbers = "".join(
            f'<td class="number">{parts.number(community[column])}</td>' for column in columns
        )
        rows.append(
            f"<tr><td>{_link(community)}</td>"
            f"<td>{parts.pill(community['status'], screen.language)}</td>{numbers}</tr>"
        )
    return f"<table>{''.join(rows)}</table>"
