"""The agreements to sign next, who signs them, and why a corridor is recommended or not."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo.analyses.corridors.agreement_drafts import BETWEEN, drafts, signing_levels
from geo.analyses.corridors.methods.agreements import AGREED, MISSING, UNKNOWN_TERM
from geo.analyses.corridors.methods.recommendation import GRAVITY, MARGINS
from geo.analyses.corridors.model import Corridors
from geo.analyses.corridors.page.controls import header_of, judged_at
from geo.analyses.corridors.page.names import local_link, partner_link
from geo.ui import components as parts
from geo.ui import incoming

if TYPE_CHECKING:
    from geo.analyses.corridors.agreement_drafts import Drafts
    from geo.core.standards import Standards
    from geo.ui.screen import Screen

MOST_LISTED = 12
_ADVICE = {
    AGREED: "corridors.card.recommended",
    MISSING: "corridors.card.sign",
    UNKNOWN_TERM: "corridors.card.clarify",
}
SIGNED_BY = "corridor_signed_by"  # what the switch of who signs holds


def listed(
    screen: Screen, corridors: Corridors, fitting: pd.DataFrame, standards: Standards
) -> Drafts:
    """List the agreements to sign that cover people of the corridors that fit."""
    levels = signing_levels(screen.results)
    level = incoming.one_of(st.session_state.get(SIGNED_BY), levels) or levels[0]
    at_units = partial(judged_at, screen.results, standards)
    return drafts(screen.results, level, (corridors, fitting), at_units)


def show_listed(screen: Screen, due: Drafts, standards: Standards) -> None:
    """Show the agreements to sign next, and of how many corridors they were chosen."""
    say, number = screen.say, parts.number
    parts.show(f'<div class="yipan-card"><h3>{escape(say("corridors.next.title"))}</h3></div>')
    levels = signing_levels(screen.results)
    if levels != (BETWEEN,):
        st.segmented_control(
            say("corridors.ask.signed_by"),
            levels,
            format_func=lambda name: say(f"corridor_level.{name}"),
            default=levels[0],
            required=True,
            key=SIGNED_BY,
            persist_state="session",
        )
    if due.why_empty is not None:
        parts.caption(due.why_empty.sentence(screen.language))
        return
    rows = due.frame.head(MOST_LISTED)
    parts.table(
        [
            header_of(screen, name)
            for name in ("number", "partner_name", "local_name", "action", "flow")
        ],
        [
            (
                str(row["number"]),
                partner_link(screen.results[Corridors], row),
                local_link(row["level"], row),
                say(f"corridor_action.{row['action']}"),
                number(row["flow"]),
            )
            for row in rows.to_dict("records")
        ],
        numbers=(0, 4),
    )
    counts = {name: number(count) for name, count in due.counts.items()}
    share = f"{100 * standards.corridor_min_share:g}%"
    captions = [say("corridors.next.told", share=share, **counts)]
    if len(due.frame) > MOST_LISTED:
        captions.append(say("corridors.next.more", count=number(len(due.frame) - MOST_LISTED)))
    together = due.frame[due.frame["covers"] > 1]
    if len(together):
        covered = number(together["covers"].sum())
        captions.append(say("corridors.next.merged", count=number(len(together)), covered=covered))
    parts.caption(*captions, say("corridors.choose"))


def criteria_of(screen: Screen, row: dict[Any, Any], standards: Standards) -> list[str]:
    """Return by a sentence each whether a corridor meets a criterion, and what to do."""
    say = screen.say
    by_margins = standards.corridor_expectation != GRAVITY or pd.isna(row["flow_ratio_gravity"])
    ratio = row["flow_ratio" if by_margins else "flow_ratio_gravity"]
    model = say(f"corridors.expectation.{MARGINS if by_margins else GRAVITY}")
    concentrated = (
        "corridors.card.concentrated" if row["concentrated"] else "corridors.card.not_concentrated"
    )
    significant = "corridors.card.not_significant"
    if row["significant"]:
        significant = "corridors.card.significant"
    elif row["flow"] < standards.corridor_min_flow:
        significant = "corridors.card.too_few"
    above = (
        "corridors.card.above_expected"
        if row["above_expected"]
        else "corridors.card.not_above_expected"
    )
    least_share = f"{100 * standards.corridor_min_share:g}%"
    sentences = [
        say(concentrated, share=parts.percent(row["flow_share"]), least=least_share),
        say(
            significant,
            p=_p(row["p_value_adjusted"]),
            raw=_p(row["p_value"]),
            limit=f"{standards.corridor_p_value:g}",
            least=parts.number(standards.corridor_min_flow),
        ),
        say(above, ratio=parts.number(ratio, 2), model=model),
    ]
    if pd.notna(row["selection_frequency"]):
        share = parts.percent(row["selection_frequency"])
        sentences.append(say("corridors.card.selection_frequency", share=share))
    return [*sentences, _advice(screen, row)]


def _advice(screen: Screen, row: dict[Any, Any]) -> str:
    """Return what to do about a corridor."""
    if not row["recommended"]:
        return screen.say("corridors.card.not_recommended")
    return screen.say(_ADVICE.get(row["state"], "corridors.card.renew"))


def _p(value: float) -> str:
    return "< 0.0001" if value < 1e-4 else f"= {value:.4f}"
