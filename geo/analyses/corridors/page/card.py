"""The cards of a corridor, and of a partner region with all its corridors."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geo.analyses.corridors.geography import score_card
from geo.analyses.corridors.maps import FLOW_COLOURS
from geo.analyses.corridors.methods.agreements import UNKNOWN_TERM
from geo.analyses.corridors.methods.flows import PARTNER_LEVELS
from geo.analyses.corridors.page.controls import drill
from geo.analyses.corridors.page.names import local_link, partner_link
from geo.analyses.corridors.page.recommended import criteria_of
from geo.analyses.corridors.partner_card import PartnerCards
from geo.analyses.corridors.partner_card_page import card_file, partner_card_page
from geo.core.agreement_terms import OPEN, UNKNOWN, UNTIL
from geo.core.i18n import Term
from geo.publish.maps.contrast import ink_on
from geo.ui import components as parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.analyses.corridors.model import Corridors
    from geo.core.standards import Standards
    from geo.ui.screen import Screen

MOST_OF_PARTNER: Final = 8
COUNTED: Final = (
    *("flow", "expected_flow", "flow_ratio", "expected_flow_gravity", "flow_ratio_gravity"),
    *("notices_received", "notices_answered", "notices_due", "notices_in_time", "on_time_share"),
)


def show_corridor(
    screen: Screen, corridors: Corridors, corridor: str, standards: Standards
) -> None:
    """Show both ways of a corridor, the same figures whichever end reads them."""
    row: dict[Any, Any] = corridors.frame[corridors.frame["corridor"] == corridor].iloc[0].to_dict()
    unit = "" if corridors.between else corridors.local
    title = f"{partner_link(corridors, row)} ⇄ {local_link(unit, row)}"
    where = (
        row["partner_province_name"] if row["partner_province_code"] != row["partner_code"] else ""
    )
    card = score_card(corridors, corridor, screen.results)
    sentences = [*_judged(screen, corridors, row, standards), *_answering(screen, card)]
    told = "".join(f"<p>{escape(line)}</p>" for line in sentences)
    parts.show(
        f'<div class="yipan-card"><h3>{title}</h3>'
        f'<div class="quiet">{escape(parts.text(where) if where else "")}</div>'
        f"<p>{state_pill(screen, row['state'])} {escape(_agreement(screen, row))}</p>"
        f"{_both_ways(screen, card)}{told}</div>"
    )
    offer_partner_card(screen, corridors, row["partner_code"])


def show_partner_region(
    screen: Screen,
    corridors: Corridors,
    shown: pd.DataFrame,
    partner: str,
    on_open: Callable[[str], None],
) -> None:
    """Show a partner region with the corridors it has, and the way to its parts."""
    of_partner = corridors.frame[corridors.frame["partner_code"] == partner]
    rows = shown[shown["partner_code"] == partner]
    say, number = screen.say, parts.number
    sentence = say(
        "corridors.partner.told",
        people=number(of_partner["flow"].sum()),
        share=parts.share(of_partner["flow"].sum(), corridors.total_flow),
        count=number(len(of_partner)),
        shown=number(len(rows)),
    )
    name = parts.text(of_partner["partner_name"].iloc[0])
    parts.show(f'<div class="yipan-card"><h3>{escape(name)}</h3><p>{escape(sentence)}</p></div>')
    for row in rows.head(MOST_OF_PARTNER).to_dict("records"):
        st.button(
            say(
                "corridors.partner.open",
                near=parts.literal(row["local_name"]),
                people=number(row["flow"]),
            ),
            key=f"corridor_open_{row['corridor']}",
            on_click=on_open,
            args=(row["corridor"],),
            type="tertiary",
        )
    offer_partner_card(screen, corridors, partner)
    if corridors.partner != PARTNER_LEVELS[-1]:
        finer = PARTNER_LEVELS[PARTNER_LEVELS.index(corridors.partner) + 1]
        st.button(
            say("corridors.partner.drill", unit=Term(f"corridors.unit.{finer}")),
            icon=":material/zoom_in:",
            key="corridor_drill",
            on_click=drill,
            args=(partner, corridors.partner),
        )


def offer_partner_card(screen: Screen, corridors: Corridors, partner: str) -> None:
    """Offer the page on which both ends are held to account, to print and to hand over."""
    if corridors.between:
        return
    results = screen.results.having(corridors)
    st.download_button(
        screen.say("corridors.download.partner_card"),
        lambda: partner_card_page(PartnerCards(results).of(partner), results, screen.language),
        file_name=card_file(partner),
        mime="text/html",
        icon=":material/print:",
        key="corridor_download_partner_card",
        on_click="ignore",
    )


def state_pill(screen: Screen, state: str) -> str:
    """Draw a corridor's state as a coloured word, as HTML."""
    colour = FLOW_COLOURS[state]
    style = f"background:{colour};color:{ink_on(colour)}"
    label = escape(screen.say(f"corridor_state.{state}"))
    return f'<span class="yipan-pill" style="{style}">{label}</span>'


def _agreement(screen: Screen, row: dict[Any, Any]) -> str:
    """Return which agreement covers a corridor, and until when."""
    inside = int(row["agreements_inside"] or 0)
    if pd.isna(row["signed_on"]):
        if inside:
            return screen.say("corridors.card.inside", count=parts.number(inside))
        return screen.say("corridors.card.no_agreement")
    term = OPEN if pd.isna(row["valid_until"]) else UNTIL
    return screen.say(
        f"corridors.card.agreement.{UNKNOWN if row['state'] == UNKNOWN_TERM else term}",
        places=parts.text(row["agreement_places"]),
        signed=parts.text(row["signed_on"]),
        until=parts.text(row["valid_until"]),
    )


def _both_ways(screen: Screen, card: pd.DataFrame) -> str:
    """Draw the figures of both ways side by side, as HTML; lines of which nothing is known not."""
    headers = [
        f"{parts.text(start)} → {parts.text(stop)}"
        for start, stop in zip(card["start_name"], card["stop_name"], strict=True)
    ]
    lines = [
        (screen.say(f"corridors.card.{name}"), [_written(name, value) for value in card[name]])
        for name in COUNTED
        if card[name].notna().any()
    ]
    header = "".join(f'<th class="number">{escape(label)}</th>' for label in headers)
    body = "".join(
        f"<tr><th>{escape(label)}</th>"
        + "".join(f'<td class="number">{escape(value)}</td>' for value in values)
        + "</tr>"
        for label, values in lines
    )
    table = f'<table class="yipan-facts yipan-ways"><tr><th></th>{header}</tr>{body}</table>'
    under = card["notices_under"].iloc[0]
    if pd.isna(under) or card["notices_received"].isna().all():
        return table
    sentence = screen.say("corridors.card.notices_under", places=parts.text(under))
    return f'{table}<p class="quiet">{escape(sentence)}</p>'


def _written(name: str, value: Any) -> str:
    if name == "on_time_share":
        return parts.percent(value)
    return parts.number(value, 2 if name.startswith("flow_ratio") else 0)


def _judged(
    screen: Screen, corridors: Corridors, row: dict[Any, Any], standards: Standards
) -> list[str]:
    """Return what a corridor's rank is made of, why it is recommended or not, and what to do."""
    say, number = screen.say, parts.number
    sentences = [
        say(
            "corridors.card.score",
            rank=number(row["rank"]),
            all=number(len(corridors.frame)),
            people=number(row["factor_flow"]),
            shortage=f"{row['factor_shortfall']:.2f}",
            reach=f"{row['factor_accessibility']:.2f}",
            score=number(row["score"], 0),
        )
    ]
    return [*sentences, *criteria_of(screen, row, standards)]


def _answering(screen: Screen, card: pd.DataFrame) -> list[str]:
    """Say of each end by itself whether it answers as the norm asks."""
    standards = screen.results.standards
    return [
        screen.say(
            "corridors.card.meets" if row["meets_norm"] else "corridors.card.misses",
            place=parts.text(row["stop_name"]),
            days=standards.answer_working_days,
            percent=standards.answer_on_time_percent,
        )
        for row in card.to_dict("records")
        if pd.notna(row["meets_norm"])
    ]
