"""Fields in which settings of ``city.toml`` are changed, each with what is wrong below it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.city.settings_changes import change_settings, setting_at
from geo.city.settings_schema import meaning_key
from geo.core.i18n import say
from geo.ui import components as parts
from geo.ui import incoming

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from geo.core.issues import Issue

    Key = tuple[str, ...]

WHOLE, DECIMAL, TEXT, CHOICE, SEVERAL = "whole", "decimal", "text", "choice", "several"
TEXT_CHARACTERS: Final = 100
ACROSS: Final = 3


@dataclass(frozen=True)
class SettingField:
    """A setting that is asked for.

    Parameters
    ----------
    key
        Its section, and its name within.
    label
        What stands above it, as Markdown: names that users gave are literal.
    kind
        What it takes: a whole number, a decimal one, a text, a choice or several choices.
    default
        What holds where it is not said.
    choices
        What can be chosen, and what each is called.
    """

    key: Key
    label: str
    kind: str
    default: object = None
    choices: Mapping[str, str] | None = None

    def meaning(self, language: str) -> str:
        """Return what it means."""
        return say(meaning_key(*self.key[:2]), language)


def ask_fields(
    fields: Sequence[SettingField],
    said: Mapping[str, Any],
    stamp: str,
    language: str,
    across: int = ACROSS,
) -> dict[Key, Any]:
    """Show fields with what ``city.toml`` says; return the place below each, for what is wrong.

    Parameters
    ----------
    fields
        Those of one form.
    said
        What ``city.toml`` says.
    stamp
        Part of the names under which answers are kept: with another one fields begin anew.
    across
        How many stand beside each other.
    """
    below = {}
    for first in range(0, len(fields), across):
        row = fields[first : first + across]
        for column, asked in zip(st.columns(across), row, strict=False):
            with column:
                _ask(asked, setting_at(said, asked.key), _name(stamp, asked), language)
                below[asked.key] = st.empty()
    return below


def apply_fields(
    folder: Path,
    fields: Sequence[SettingField],
    stamp: str,
    below: Mapping[Key, Any],
    language: str,
    more: Mapping[Key, object] | None = None,
) -> bool:
    """Write what the fields say, or tell below each what is wrong.

    Parameters
    ----------
    folder
        The city folder.
    fields, stamp, below
        See :func:`ask_fields`.
    more
        Settings that are written with them.

    Returns
    -------
    bool
        Whether it was written.
    """
    answers = {asked.key: _answer(asked, _name(stamp, asked)) for asked in fields}
    issues = change_settings(folder, {**answers, **(more or {})})
    for key, issue in issues.items():
        place = below[key] if key in below else st.container()
        place.error(parts.literal(_sentence(issue, language)))
    return not issues


def _sentence(issue: Issue, language: str) -> str:
    """Return an issue without the line, which nobody has written yet."""
    return replace(issue, file="", row=None).sentence(language)


def _name(stamp: str, asked: SettingField) -> str:
    return f"upload_setting_{stamp}_{'.'.join(asked.key)}"


def _ask(asked: SettingField, now: Any, name: str, language: str) -> None:
    told = asked.meaning(language)
    hint = "" if asked.default in (None, (), "") else f"{asked.default}"
    _WIDGETS[asked.kind](
        asked, now, {"label": asked.label, "key": name, "help": told}, hint, language
    )


def _ask_number(
    asked: SettingField, now: Any, widget: dict[str, Any], hint: str, _language: str
) -> None:
    whole = asked.kind == WHOLE
    shown: dict[str, Any] = {"step": 1, "format": "%d"} if whole else {"step": 0.1, "format": "%g"}
    value = incoming.amount(now)
    if value is not None:  # kept beside the field, which could not be emptied of a value of its own
        st.session_state.setdefault(widget["key"], int(value) if whole else float(value))
    st.number_input(value=None, placeholder=hint, **shown, **widget)


def _ask_text(
    _asked: SettingField, now: Any, widget: dict[str, Any], hint: str, _language: str
) -> None:
    text = now if isinstance(now, str) else ""
    st.text_input(value=text, placeholder=hint, max_chars=TEXT_CHARACTERS, **widget)


def _ask_choice(
    asked: SettingField, now: Any, widget: dict[str, Any], hint: str, language: str
) -> None:
    choices = dict(asked.choices or {})
    options = [None, *choices]
    usual = say("setting_fields.usual", language, value=choices.get(hint, hint))
    st.selectbox(
        options=options,
        index=options.index(now) if now in choices else 0,
        format_func=lambda choice: usual if choice is None else choices[choice],
        **widget,
    )


def _ask_several(
    asked: SettingField, now: Any, widget: dict[str, Any], _hint: str, language: str
) -> None:
    choices = dict(asked.choices or {})
    st.multiselect(
        options=list(choices),
        default=incoming.some_of(now, choices),
        format_func=lambda choice: choices[choice],
        placeholder=say("upload.select", language),
        **widget,
    )


_WIDGETS: Final[Mapping[str, Callable[..., None]]] = {
    WHOLE: _ask_number,
    DECIMAL: _ask_number,
    TEXT: _ask_text,
    CHOICE: _ask_choice,
    SEVERAL: _ask_several,
}


def _answer(asked: SettingField, name: str) -> Any:
    value = st.session_state.get(name)
    if asked.kind in {WHOLE, DECIMAL}:
        number = incoming.amount(value)
        return number if number is None or asked.kind == WHOLE else float(number)
    if asked.kind == TEXT:
        return incoming.text(value, TEXT_CHARACTERS)
    if asked.kind == CHOICE:
        return incoming.one_of(value, asked.choices or {})
    return tuple(incoming.some_of(value, asked.choices or {}))
