"""Match the names: which community, subdistrict or district a name in a table means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.city.folder import City
from geo.city.settings_editor import set_names
from geo.core.i18n import say
from geo.core.issues import YipanError
from geo.formats.checked import shown
from geo.regions.name_proposals import likeliest, propose_units
from geo.ui import components as parts
from geo.ui import incoming

if TYPE_CHECKING:
    import pandas as pd

    from geo.city.uploads import OwnCity
    from geo.regions.name_proposals import NameProposal

_MOST_ASKED: Final = 30
_ACROSS: Final = 2
_BETWEEN: Final = " · "

# Level, name as in the table, what it may mean.
UnmatchedName = tuple[str, str, tuple["NameProposal", ...]]


def show_names(own: OwnCity, names: pd.DataFrame, language: str) -> None:
    """Ask what names mean that lead to no unit; the answer is remembered in ``city.toml``.

    Parameters
    ----------
    own
        The visitor's city.
    names
        See :func:`geo.analyses.validation.names.together`.
    language
        Of the screen.
    """
    if names.empty:
        return
    try:
        unit_names = City.open(own.folder).names
    except YipanError:
        return  # told by the check
    unmatched = [
        (
            str(name.level),
            str(name.name),
            propose_units(unit_names, str(name.level), str(name.name)),
        )
        for name in names.head(_MOST_ASKED).itertuples(index=False)
    ]
    alike = [one for one in unmatched if one[2]]
    parts.section(say("upload.names", language, names=len(names)))
    parts.caption(say("upload.names_told", language))
    if len(alike) < len(names):
        rest = len(names) - len(alike)
        parts.caption(say("upload.names_rest", language, rest=parts.number(rest)))
    if alike:
        _ask(own, alike, names, language)


def _ask(own: OwnCity, unmatched: list[UnmatchedName], names: pd.DataFrame, language: str) -> None:
    people = dict(zip(names["name"], names["people"], strict=True))
    stamp = f"{hash(tuple(unmatched)):x}"
    chosen: dict[str, dict[str, str]] = {"community": {}, "subdistrict": {}, "district": {}}
    with st.form(f"upload_names_{stamp}", border=False, enter_to_submit=False):
        for first in range(0, len(unmatched), _ACROSS):
            row = unmatched[first : first + _ACROSS]
            for number, (column, unmatched_name) in enumerate(
                zip(st.columns(_ACROSS), row, strict=False), start=first
            ):
                with column:
                    code = _ask_one(
                        unmatched_name, people[unmatched_name[1]], f"{stamp}_{number}", language
                    )
                if code:
                    chosen[unmatched_name[0]][unmatched_name[1]] = code
        applied = st.form_submit_button(
            say("upload.apply_names", language), icon=":material/check:"
        )
    if applied:
        set_names(own.folder, chosen)
        st.rerun()


def _ask_one(unmatched_name: UnmatchedName, people: float, key: str, language: str) -> str | None:
    """Ask what one name means; return the code chosen."""
    _, name, proposals = unmatched_name
    labels = {proposal.code: _told(proposal) for proposal in proposals}
    offered: list[str | None] = [None, *labels]
    best = likeliest(proposals)
    # What is much like a place is no person's name.
    label = f"{name if best else shown(name)} ({parts.number(people)})"
    sure = say("upload.name_alike" if best else "upload.name_open", language)

    def words(code: str | None) -> str:
        return say("upload.not_matched", language) if code is None else labels[code]

    chosen = st.selectbox(
        f"{label} · :small[{sure}]",
        offered,
        index=offered.index(best.code) if best else 0,
        format_func=words,
        key=f"upload_name_of_{key}",
    )
    return incoming.one_of(chosen, offered)


def _told(proposal: NameProposal) -> str:
    return _BETWEEN.join((proposal.name, *proposal.inside, proposal.code))
