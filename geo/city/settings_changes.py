"""Changes of settings in ``city.toml``: checked as a whole, and written only if they can be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import tomlkit

from geo.city.settings import CITY_FILE
from geo.city.settings_editor import document_of, section_of
from geo.city.settings_reader import checked_settings
from geo.core import temporary
from geo.formats.file_settings import CityFolder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tomlkit import TOMLDocument

    from geo.core.issues import Issue

    Key = tuple[str, ...]

_EMPTY: Final[tuple[object, ...]] = (None, "", (), [])


def change_settings(folder: Path, changes: Mapping[Key, object]) -> dict[Key, Issue]:
    """Write settings into ``city.toml`` with its comments as they are; all of them, or none.

    Parameters
    ----------
    folder
        The city folder.
    changes
        By key, such as ``("access", "service_minutes", "登记")``; an empty value is taken out, so
        that what holds without it holds.

    Returns
    -------
    dict
        What is wrong, by key; empty once everything is written. Issues of other settings are none
        of these: the check of the city tells them.
    """
    document = document_of(folder)
    for key, value in changes.items():
        _set(document, key, value)
    text = tomlkit.dumps(document)
    _, wrong = checked_settings(text, CityFolder(folder))
    issues = {key: issue for key, issue in wrong if any(_concerns(key, made) for made in changes)}
    if not issues:
        with temporary.replacing(folder / CITY_FILE) as written:
            written.write_text(text, encoding="utf-8")
    return issues


def setting_at(document: Mapping[str, Any], key: Key) -> Any:
    """Return what a setting is in a document; None where it is not said.

    Examples
    --------
    >>> setting_at({"access": {"demand": "all"}}, ("access", "demand"))
    'all'
    """
    value: Any = document
    for part in key:
        if not isinstance(value, dict) or part not in value:
            return None
        value = value[part]
    return value


def _concerns(key: Key, changed: Key) -> bool:
    """Return whether an issue of a key is one of a change, or of the section it is in."""
    return bool(key) and (changed[: len(key)] == key or key[: len(changed)] == changed)


def _set(document: TOMLDocument, key: Key, value: object) -> None:
    section, *within, name = key
    if value in _EMPTY and setting_at(document, key) is None:
        return
    table: Any = section_of(document, section)
    above = []
    for part in within:
        if part not in table:
            table[part] = tomlkit.inline_table()
        above.append((table, part))
        table = table[part]
    if value in _EMPTY:
        table.pop(name, None)
    else:
        table[name] = list(value) if isinstance(value, tuple) else value
    for outer, part in reversed(above):
        if not outer[part]:
            outer.pop(part)
