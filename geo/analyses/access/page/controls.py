"""What is asked on the Reach page: which service, how one goes there, in how many minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.analyses.access.modes import said_mode, titled_mode
from geo.analyses.access.services import ANY, source_of_norm
from geo.core.i18n import Term
from geo.ui import address, incoming
from geo.ui import components as parts
from geo.ui.comparison import CHANGE
from geo.ui.unit_filter import choose_unit
from geo.ui.widgets import switch

if TYPE_CHECKING:
    from geo.analyses.access.model import AccessModel
    from geo.ui.screen import Screen

MINUTES: Final = (5, 10, 15, 20, 30, 45, 60)
LAYERS: Final = ("beyond", "share", "underserved")
"""What the map can show; the first needs to know where people are."""


@dataclass(frozen=True)
class Question:
    """What is asked.

    Parameters
    ----------
    service
        One of :attr:`geo.analyses.access.model.AccessModel.services`.
    mode
        One of :attr:`geo.analyses.access.model.AccessModel.modes`.
    minutes
        The limit.
    communities
        Codes of the communities that the filter of districts and subdistricts leaves.
    """

    service: str
    mode: str
    minutes: int
    communities: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, str, int]:
        """Service, mode and minutes, as the accessibility model takes them."""
        return self.service, self.mode, self.minutes


def ask(screen: Screen, access: AccessModel) -> Question:
    """Show the questions, and return what is asked; at first what the standards ask."""
    which, how, long, *units = st.columns([1.9, 2.65, 3.95, 1.6, 1.6])
    address.take("service", "access_service", access.services)
    address.take("mode", "access_mode", access.modes)
    with which:
        service = st.selectbox(
            screen.say("access.service"),
            access.services,
            format_func=lambda name: screen.say("access.any") if name == ANY else name,
            key="access_service",
            persist_state="session",
            on_change=_ask_as_set,
            args=(access,),
        )
    with how:
        mode = st.segmented_control(
            screen.say("access.mode"),
            access.modes,
            format_func=lambda name: titled_mode(name, screen.language),
            default=access.mode_of(),
            required=True,
            key="access_mode",
            persist_state="session",
        )
    with long:
        usual = access.minutes_of()
        offered = sorted({*MINUTES, usual, *access.settings.service_minutes.values()})
        address.take("minutes", "access_minutes", offered)
        minutes = st.segmented_control(
            screen.say("access.within"),
            offered,
            format_func=str,
            default=usual,
            required=True,
            key="access_minutes",
            persist_state="session",
        )
    communities = screen.results.units.communities
    for level, column in zip(("district", "subdistrict"), units, strict=True):
        with column:
            communities = choose_unit(screen, level, communities)
    asked = incoming.one_of(service, access.services) or ANY
    if lines := service_notes(screen, access, asked):
        parts.caption(*lines)
    question = Question(
        asked,
        access.mode_of(incoming.one_of(mode, access.modes)),
        access.minutes_of(incoming.one_of(minutes, offered)),
        tuple(communities["community_code"]),
    )
    address.write("service", *([asked] if asked != ANY else []))
    address.write("mode", question.mode)
    address.write("minutes", question.minutes)
    return question


def service_notes(screen: Screen, access: AccessModel, service: str) -> list[str]:
    """Say which limit and mode the settings give to a service, and where that comes from."""
    settings = access.settings
    if service == ANY or not {*settings.service_minutes, *settings.service_modes} & {service}:
        return []
    minutes, mode = access.minutes_of(service=service), access.mode_of(service=service)
    return [
        screen.say(
            "access.service_norm",
            service=service,
            minutes=minutes,
            mode=said_mode(mode, screen.language),
            source=Term(source_of_norm(minutes, mode)),
        )
    ]


def _ask_as_set(access: AccessModel) -> None:
    """Ask for the limit and mode of the service that was chosen, where services have their own."""
    service = incoming.one_of(st.session_state.get("access_service"), access.services) or ANY
    if access.settings.service_minutes:
        st.session_state["access_minutes"] = access.minutes_of(service=service)
    if access.settings.service_modes:
        st.session_state["access_mode"] = access.mode_of(service=service)


def choose_layer(screen: Screen, access: AccessModel) -> str:
    """Show the switch of the map, and return what it shows: one of :data:`LAYERS`."""
    layers = [name for name in LAYERS if name != "beyond" or access.source.of_points]
    layers += [CHANGE] if screen.compared else []
    return switch(
        screen.say("access.layer"),
        layers,
        "access_layer",
        lambda name: screen.say(f"access.layer.{name}"),
        "layer",
    )
