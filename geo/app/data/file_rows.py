"""The files that have been brought: a row for each, with what was recognised and what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.app import own_city
from geo.app.data.arrivals import remember
from geo.app.data.column_matching import show_matching, show_streets
from geo.app.data.files import ask_settings
from geo.city import uploads
from geo.city.file_facts import facts_of, fill_in_system
from geo.city.file_places import UNSORTED, unsorted
from geo.city.settings_editor import KINDS, column_key, files, set_setting, settings
from geo.city.upload_formats import kinds_of_suffix
from geo.core.i18n import say
from geo.core.issues import YipanError
from geo.formats.limits import size_words
from geo.spatial.coordinates import SYSTEMS
from geo.ui import components as parts
from geo.ui import incoming

if TYPE_CHECKING:
    from geo.city.file_facts import FileFacts
    from geo.city.uploads import OwnCity

_OPEN: Final = "upload_open"  # the file whose columns are shown


def show_files(own: OwnCity, language: str) -> None:
    """Show a row for each file; first what is to be said of all."""
    listed = [(kind, name) for kind in KINDS for name in files(own.folder, kind)]
    waiting = unsorted(own.folder)
    if not listed and not waiting:
        return
    _ask_system_of_all(own, listed, language)
    for name in waiting:
        _show_waiting(own, name, language)
    for kind, name in listed:
        _show_file(own, kind, name, language)


def _ask_system_of_all(own: OwnCity, listed: list[tuple[str, str]], language: str) -> None:
    """Ask once for the system of all files that do not tell theirs."""
    asked = [
        (kind, name)
        for kind, name in listed
        if facts_of(own, kind, name).has_coordinates
        and not settings(own.folder, kind).get("coordinates")
    ]
    if not asked:
        return
    names = say("upload.list_separator", language).join(name for _, name in asked)
    kinds = tuple(dict.fromkeys(kind for kind, _ in asked))
    key = f"upload_system_of_{'_'.join(kinds)}"
    st.selectbox(
        say("upload.system_of_all", language),
        SYSTEMS,
        index=None,
        format_func=lambda system: say(f"system.{system}", language),
        placeholder=say("upload.select", language),
        key=key,
        on_change=_keep_system,
        args=(kinds, key),
        width=480,
    )
    parts.caption(say("upload.system_of_all_told", language, files=names))


def _show_waiting(own: OwnCity, name: str, language: str) -> None:
    """Show a file whose kind is to be said."""
    arrival = own.arrivals.get(name)
    with st.container(border=True):
        about, kind_box, last = st.columns([5, 3, 1], vertical_alignment="center")
        with about:
            _name(own, name, language)
            taken = arrival is not None and arrival.recognition.is_certain
            parts.caption(say("upload.kind_taken" if taken else "upload.kind_open", language))
        with kind_box:
            proposed = arrival.recognition.kind if arrival and not taken else None
            _choose_kind(own, "", name, proposed, language)
        with last:
            _offer_removal("", name, language)


def _show_file(own: OwnCity, kind: str, name: str, language: str) -> None:
    facts = facts_of(own, kind, name)
    with st.container(border=True):
        about, kind_box, system_box, last = st.columns([5, 3, 3, 2], vertical_alignment="center")
        with about:
            _name(own, name, language)
            _tell_recognised(own, name, facts, language)
        with kind_box:
            _choose_kind(own, kind, name, kind, language)
        with system_box:
            if facts.has_coordinates:
                _choose_system(own, kind, name, language)
        with last, st.container(horizontal=True, horizontal_alignment="right"):
            _offer_columns(name, language)
            _offer_removal(kind, name, language)
        if facts.is_doubtful or st.session_state.get(_OPEN) == name:
            _show_details(own, facts, name, language)


def _show_details(own: OwnCity, facts: FileFacts, name: str, language: str) -> None:
    ask_settings(own, facts.kind, name, language)
    if KINDS[facts.kind].streets:
        show_streets(own, name, language)
    else:
        show_matching(own, facts, name, language)


def _name(own: OwnCity, name: str, language: str) -> None:
    size = size_words(max((own.folder / name).stat().st_size, 2**10))
    shown = name.removeprefix(f"{UNSORTED}/")
    st.markdown(f"**{parts.literal(shown)}** :small[{size}]")
    arrival = own.arrivals.get(name)
    if arrival and arrival.left_out.columns:
        columns = say("upload.list_separator", language).join(arrival.left_out.columns)
        parts.caption(say("upload.left_out", language, columns=columns))
    if arrival and arrival.left_out.sheets:
        parts.caption(say("upload.sheets_left_out", language))
    if arrival and arrival.left_out.issues:
        parts.listed([issue.sentence(language) for issue in arrival.left_out.issues])


def _tell_recognised(own: OwnCity, name: str, facts: FileFacts, language: str) -> None:
    """State by what the kind was recognised, and which columns are read."""
    arrival = own.arrivals.get(name)
    table = KINDS[facts.kind].table
    comma = say("upload.list_separator", language)
    how = say(f"upload.by.{arrival.recognition.sure if arrival else 'chosen'}", language)
    said = [how]
    if facts.matched:
        columns = comma.join(say(column_key(table, column), language) for column in facts.matched)
        said.append(say("upload.columns_read", language, columns=columns))
    parts.caption(" ".join(said))
    if facts.guessed:
        columns = comma.join(say(column_key(table, column), language) for column in facts.guessed)
        st.markdown(f":orange[{parts.literal(say('upload.guessed', language, columns=columns))}]")


def _choose_kind(own: OwnCity, kind: str, name: str, proposed: str | None, language: str) -> None:
    suffix = (own.folder / name).suffix
    options = [it for it in KINDS if it in kinds_of_suffix(suffix)]
    key = f"upload_kind_{kind}_{name}"
    st.selectbox(
        say("upload.kind", language),
        options,
        index=options.index(kind) if kind in options else None,
        format_func=lambda it: say(f"upload.{it}", language),
        placeholder=_proposal(proposed, language),
        key=key,
        on_change=_keep_kind,
        args=(kind, name, key),
        label_visibility="visible" if not kind else "collapsed",
    )


def _proposal(proposed: str | None, language: str) -> str:
    if proposed is None:
        return say("upload.select", language)
    return say("upload.perhaps", language, kind=say(f"upload.{proposed}", language))


def _choose_system(own: OwnCity, kind: str, name: str, language: str) -> None:
    now = settings(own.folder, kind).get("coordinates")
    key = f"upload_coordinates_{kind}_{name}_{now}"
    st.selectbox(
        say("upload.coordinates", language),
        SYSTEMS,
        index=SYSTEMS.index(now) if now in SYSTEMS else None,
        format_func=lambda system: say(f"system.{system}", language),
        placeholder=say("upload.coordinates_missing", language),
        key=key,
        on_change=_keep_system,
        args=((kind,), key),
        label_visibility="collapsed",
    )


def _offer_columns(name: str, language: str) -> None:
    st.button(
        say("upload.details", language),
        key=f"upload_details_{name}",
        icon=":material/view_column:",
        type="tertiary",
        on_click=_toggle,
        args=(name,),
    )


def _offer_removal(kind: str, name: str, language: str) -> None:
    st.button(
        say("upload.remove", language),
        key=f"upload_remove_{name}",
        icon=":material/delete:",
        type="tertiary",
        on_click=_remove,
        args=(kind, name),
    )


def _toggle(name: str) -> None:
    open_now = st.session_state.get(_OPEN)
    st.session_state[_OPEN] = None if open_now == name else name


def _keep_kind(former: str, name: str, key: str) -> None:
    own, kind = own_city.own_city(), incoming.one_of(st.session_state.get(key), KINDS)
    if own is None or kind is None or kind == former:
        return
    st.session_state[key] = former or None
    try:
        fill_in_system(own, kind, uploads.assign(own, former, name, kind))
    except YipanError as error:
        remember([error])
    else:
        remember([])


def _keep_system(kinds: tuple[str, ...], key: str) -> None:
    own, system = own_city.own_city(), incoming.one_of(st.session_state.get(key), SYSTEMS)
    if own is None or system is None:
        return
    for kind in kinds:
        set_setting(own.folder, kind, "coordinates", system)


def _remove(kind: str, name: str) -> None:
    if own := own_city.own_city():
        uploads.remove(own.folder, kind, name)
        own.arrivals.pop(name, None)
