"""The scenarios of a city folder: open, save, rename, delete, take away, bring."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.app.scenarios.draft import draft, open_scenario, opened_file
from geo.city.scenarios.changes import Scenario
from geo.city.scenarios.files import (
    SUFFIX,
    delete_scenario,
    parse_scenario,
    read_scenario,
    scenario_names,
    scenario_text,
    write_scenario,
)
from geo.core.issues import YipanError
from geo.formats.filenames import safe_name
from geo.ui import components as parts
from geo.ui import incoming
from geo.ui.scenario_draft import DRAFT, FILE

if TYPE_CHECKING:
    from pathlib import Path

    from geo.ui.screen import Screen

NEW: Final = ""
DETAILS: Final = ("name", "date", "author", "note")
_CHARACTERS: Final = 200
_BROUGHT: Final = "scenario_brought"
_UPLOADER_STYLE: Final = """<style>
[data-testid="stFileUploaderDropzoneInstructions"] {{ display: none; }}
[data-testid="stFileUploaderDropzone"] button p {{ font-size: 0; }}
[data-testid="stFileUploaderDropzone"] button p::after {{ content: "{words}"; font-size: .9rem; }}
</style>"""


def show_shelf(screen: Screen) -> None:
    """Show which scenario is open, and what can be done with it."""
    folder = screen.open_city.city.folder
    names = scenario_names(folder)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _choose(screen, folder, names)
        _ask_details(screen, folder)
        _offer_download(screen)
        _ask_file(screen)
        if opened_file() in names:
            _offer_delete(screen, folder)
    if not is_writable(folder):
        parts.caption(screen.say("scenario.read_only"))


def is_writable(folder: Path) -> bool:
    """Return whether scenarios can be saved in a city folder."""
    return os.access(folder, os.W_OK)


def saved(screen: Screen) -> dict[str, Scenario]:
    """Return the scenarios of the folder that can be read, by the name of their file."""
    folder = screen.open_city.city.folder
    readable = {}
    for name in scenario_names(folder):
        try:
            readable[name] = read_scenario(folder, name)
        except YipanError:
            continue  # it is told when it is opened
    return readable


def _choose(screen: Screen, folder: Path, names: list[str]) -> None:
    """Show the scenarios of the folder; the one chosen is opened."""
    options = [NEW, *names]
    st.session_state["scenario_chosen"] = opened_file() if opened_file() in names else NEW

    def hear() -> None:
        name = incoming.one_of(st.session_state.get("scenario_chosen"), options)
        if not name:
            open_scenario(Scenario(screen.say("scenario.new")))
            return
        try:
            open_scenario(read_scenario(folder, name), name)
        except YipanError as error:
            st.session_state[_BROUGHT] = error.tell(screen.language)

    unsaved = screen.say("scenario.unsaved")
    st.selectbox(
        screen.say("scenario.choose"),
        options,
        format_func=lambda name: name or unsaved,
        key="scenario_chosen",
        on_change=hear,
    )
    if told := st.session_state.pop(_BROUGHT, ""):
        parts.sentences(screen.say("scenario.refused"), told.splitlines())


def _ask_details(screen: Screen, folder: Path) -> None:
    """Ask for name, date, author and note, and save the scenario."""
    now = draft(screen)
    with st.popover(screen.say("scenario.save"), icon=":material/save:"):
        said = {
            field: incoming.text(
                st.text_input(
                    screen.say(f"scenario.field.{field}"),
                    getattr(now, field) or (f"{date.today()}" if field == "date" else ""),  # noqa: DTZ011
                    max_chars=_CHARACTERS,
                    key=f"scenario_{field}_{now.name}_{opened_file()}",
                ),
                _CHARACTERS,
            )
            for field in DETAILS
        }
        as_new = bool(opened_file()) and st.checkbox(
            screen.say("scenario.as_new"), key="scenario_as_new"
        )
        if st.button(screen.say("scenario.save_now"), type="primary", key="scenario_save"):
            _save(screen, folder, said, as_new=as_new)


def _save(screen: Screen, folder: Path, said: dict[str, str], *, as_new: bool) -> None:
    """Write the scenario, or tell why not."""
    now = draft(screen)
    details = {**said, "name": said["name"] or now.name}
    renamed = Scenario(**details, changes=now.changes)
    try:
        checked = parse_scenario(scenario_text(renamed).encode(), screen.say("scenario.file"))
    except YipanError as error:
        parts.sentences(screen.say("scenario.refused"), error.tell(screen.language).splitlines())
        return
    st.session_state[DRAFT] = checked
    try:
        st.session_state[FILE] = write_scenario(folder, checked, "" if as_new else opened_file())
    except YipanError as error:
        parts.sentences(screen.say("scenario.unsaved"), error.tell(screen.language).splitlines())
        return
    st.rerun()


def _offer_download(screen: Screen) -> None:
    now = draft(screen)
    st.download_button(
        screen.say("scenario.download"),
        lambda: scenario_text(now).encode(),
        file_name=safe_name(f"{now.name.replace('.', '_')}{SUFFIX}"),
        mime="application/toml",
        icon=":material/download:",
        on_click="ignore",
        key="scenario_download",
    )


def _ask_file(screen: Screen) -> None:
    """Take a scenario file that is brought; it is hostile until it is checked."""
    with st.popover(screen.say("scenario.upload"), icon=":material/upload_file:"):
        st.html(_UPLOADER_STYLE.format(words=screen.say("upload.select")))
        brought = st.file_uploader(screen.say("scenario.upload"), ["toml"], key="scenario_upload")
        if brought is None or not st.button(
            screen.say("scenario.open"), key="scenario_open", type="primary"
        ):
            return
        try:
            open_scenario(parse_scenario(brought.getvalue(), safe_name(brought.name)))
        except YipanError as error:
            lines = error.tell(screen.language).splitlines()
            parts.sentences(screen.say("scenario.refused"), lines)
            return
        st.rerun()


def _offer_delete(screen: Screen, folder: Path) -> None:
    with st.popover(screen.say("scenario.delete"), icon=":material/delete:"):
        parts.caption(screen.say("scenario.delete_told", name=draft(screen).name))
        if st.button(screen.say("scenario.delete_now"), key="scenario_delete"):
            try:
                delete_scenario(folder, opened_file())
            except YipanError as error:
                lines = error.tell(screen.language).splitlines()
                parts.sentences(screen.say("scenario.refused"), lines)
                return
            open_scenario(Scenario(screen.say("scenario.new")))
            st.rerun()
