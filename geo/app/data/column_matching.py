"""Match the columns: which header of a file is which column, with the first rows to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.app import own_city
from geo.city import uploads
from geo.city.schemas import TABLES
from geo.city.settings_editor import (
    KINDS,
    column_key,
    meaning_key,
    set_columns,
    set_setting,
    settings,
)
from geo.core.i18n import say
from geo.core.issues import sentences
from geo.formats.checked import shortened
from geo.formats.header_proposals import CHOSEN, EACH_ONE, choice
from geo.ui import components as parts
from geo.ui import incoming

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.city.file_facts import FileFacts
    from geo.city.uploads import OwnCity
    from geo.formats.header_proposals import Proposal
    from geo.formats.preview import Look

_STREETS_TOLD: Final = "upload_streets_told"
_ACROSS: Final = 3
_MOST_SHOWN: Final = 40  # columns of the first rows


def show_matching(own: OwnCity, facts: FileFacts, name: str, language: str) -> None:
    """Show a file's columns to be matched; the choice is remembered in ``city.toml``."""
    kind = facts.kind
    _ask_part(own, kind, name, language)
    if facts.look is None:
        parts.listed(sentences(facts.issues, language))
        return
    parts.caption(say("upload.match_told", language))
    if kind == "flows":
        parts.caption(say("upload.matrix_told", language))
    _ask_columns(own, facts, name, language)
    parts.caption(say("upload.first_rows", language))
    _show_rows(facts.look, language)


def show_streets(own: OwnCity, name: str, language: str) -> None:
    """State what was read of a street network; it has no columns to match."""
    path = own.folder / name
    state = (name, path.stat().st_size, path.stat().st_mtime_ns)
    known_state, facts = st.session_state.get(_STREETS_TOLD, (None, {}))
    if known_state != state:
        facts = uploads.streets_told(own, name)
        st.session_state[_STREETS_TOLD] = (state, facts)
    parts.caption(say("upload.streets_told", language, **facts))


def _ask_part(own: OwnCity, kind: str, name: str, language: str) -> None:
    """Ask which sheet or layer is meant, where a file has several."""
    sheets_or_layers = uploads.parts(own, kind, name)
    part = KINDS[kind].part
    if len(sheets_or_layers) < 2 or not part:
        return
    now = settings(own.folder, kind).get(part)
    key = f"upload_part_{kind}_{name}"
    st.selectbox(
        say("upload.part", language),
        sheets_or_layers,
        index=sheets_or_layers.index(now) if now in sheets_or_layers else None,
        placeholder=say("upload.select", language),
        key=key,
        on_change=_keep_part,
        args=(kind, part, key, sheets_or_layers),
    )


def _keep_part(kind: str, part: str, key: str, sheets_or_layers: tuple[str, ...]) -> None:
    if own := own_city.own_city():
        chosen = incoming.one_of(st.session_state.get(key), sheets_or_layers)
        set_setting(own.folder, kind, part, chosen or "")


def _ask_columns(own: OwnCity, facts: FileFacts, name: str, language: str) -> None:
    look, kind, proposals = facts.look, facts.kind, facts.proposals
    assert look is not None
    table = KINDS[kind].table
    needed = {column.name for column in TABLES[table].columns if column.needed}
    offered = _offered(look, table)
    # What is proposed is part of the keys: other files and choices begin anew.
    stamp = f"{kind}_{hash((name, look.headers, proposals)):x}"
    with st.form(f"upload_match_{stamp}", border=False, enter_to_submit=False):
        for first in range(0, len(proposals), _ACROSS):
            row = proposals[first : first + _ACROSS]
            for slot, proposal in zip(st.columns(_ACROSS), row, strict=False):
                star = " \\*" if proposal.column in needed else ""
                sure = say(f"upload.sure.{proposal.sure}", language)
                options = offered[proposal.column]
                slot.selectbox(
                    f"{say(column_key(table, proposal.column), language)}{star} · :small[{sure}]",
                    options,
                    index=_place_of(proposal, options),
                    format_func=lambda position: _header(look, position, language),
                    help=say(meaning_key(table, proposal.column), language),
                    key=f"upload_column_{stamp}_{proposal.column}",
                )
        applied = st.form_submit_button(say("upload.apply", language), icon=":material/check:")
    if applied:
        places = {
            proposal.column: incoming.one_of(
                st.session_state.get(f"upload_column_{stamp}_{proposal.column}"),
                offered[proposal.column],
            )
            for proposal in proposals
        }
        _apply(own, kind, look, places, language)


def _offered(look: Look, table: str) -> dict[str, list[int | None]]:
    """List the headers that each column can be; for an amount also that each row is one."""
    headers = [
        position
        for position, header in enumerate(look.headers)
        if header and position not in look.personal
    ]
    return {
        column.name: [None, *[EACH_ONE] * column.one_without, *headers]
        for column in TABLES[table].columns
    }


def _place_of(proposal: Proposal, options: Sequence[int | None]) -> int:
    """Return which option is proposed."""
    each_one = proposal.sure == CHOSEN and proposal.position is None and EACH_ONE in options
    wanted = EACH_ONE if each_one else proposal.position
    return options.index(wanted) if wanted in options else 0


def _header(look: Look, position: int | None, language: str) -> str:
    if position is None:
        return say("upload.not_read", language)
    return say("upload.each_one", language) if position == EACH_ONE else look.headers[position]


def _apply(
    own: OwnCity, kind: str, look: Look, places: Mapping[str, int | None], language: str
) -> None:
    positions = [position for position in places.values() if position not in (None, EACH_ONE)]
    if twice := sorted({position for position in positions if positions.count(position) > 1}):
        headers = [look.headers[position] for position in twice]
        parts.sentences(say("upload.twice", language), headers)
        return
    set_columns(own.folder, kind, choice(look.headers, TABLES[KINDS[kind].table], places))
    st.rerun()


def _show_rows(look: Look, language: str) -> None:
    hidden = say("upload.hidden", language)
    parts.table(
        [header or parts.NOTHING for header in look.headers[:_MOST_SHOWN]],
        [
            [
                hidden if position in look.personal else shortened(cell)
                for position, cell in enumerate(row[:_MOST_SHOWN])
            ]
            for row in look.rows
        ],
    )
