"""The filter of districts and subdistricts, which goes along from page to page."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pandas as pd
import streamlit as st

from geo.ui import address, incoming
from geo.ui import components as parts
from geo.ui.opening import FILTERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.ui.screen import Screen

FrameT = TypeVar("FrameT", bound=pd.DataFrame)


def choose_unit(screen: Screen, level: str, communities: FrameT) -> FrameT:
    """Show the filter of a level, and return the communities that fit; none chosen: all.

    Parameters
    ----------
    level
        ``"district"`` or ``"subdistrict"``.
    communities
        Code and name of the level; those of them that are offered.
    """
    names = _names(communities, level)
    return only(communities, f"{level}_code", choose_some(screen, level, names))


def choose_some(screen: Screen, name: str, options: Mapping[str, str]) -> list[str]:
    """Show one filter; what was chosen stays while one looks at other pages."""
    key = FILTERS.get(name, f"filter_{name}")
    address.take(name, key, options, several=True)
    if key in st.session_state:  # said again, it holds on the first look at another page too
        st.session_state[key] = st.session_state[key]
    chosen = st.multiselect(
        screen.say(f"staffing.{name}"),
        list(options),
        # an option chosen before, of a district that is not chosen any more, has only its code
        format_func=lambda option: options.get(option, option),
        placeholder=screen.say("page.all"),
        key=key,
        disabled=not options,
        select_all=False,
        persist_state="session",
    )
    fitting = incoming.some_of(chosen, list(options))
    address.write(name, *fitting)
    return fitting


def only(communities: FrameT, column: str, chosen: Sequence[str]) -> FrameT:
    """Return the communities of which a column is one of those chosen; all if none is."""
    return communities[communities[column].isin(chosen)] if chosen else communities


def filtered(communities: FrameT) -> FrameT:
    """Return the communities of the units chosen, on a page that does not ask for them."""
    for level in FILTERS:
        codes = communities[f"{level}_code"].dropna().unique().tolist()
        address.take(level, FILTERS[level], codes, several=True)
        address.write(level, *_chosen(level, codes))
    return in_filter(communities)


def in_filter(communities: FrameT) -> FrameT:
    """Return the communities of the units chosen, after the filter has been asked."""
    for level in FILTERS:
        codes = communities[f"{level}_code"].dropna().unique().tolist()
        communities = only(communities, f"{level}_code", _chosen(level, codes))
    return communities


def _chosen(level: str, codes: list[str]) -> list[str]:
    return incoming.some_of(st.session_state.get(FILTERS[level]), codes)


def _names(communities: pd.DataFrame, level: str) -> dict[str, str]:
    """List the subdistricts or districts by code, the code where there is no name."""
    codes, names = (communities[f"{level}_{of}"].to_numpy(object) for of in ("code", "name"))
    name_of: dict[str, str] = {}
    for code, name in zip(codes, names, strict=True):
        if not pd.isna(code) and code not in name_of:
            name_of[code] = name if parts.text(name) != parts.NOTHING else code
    return dict(sorted(name_of.items()))
