"""Several tables of travel times of one city: one is worked on, the others are kept aside by mode.

In ``city.toml`` the one worked on is ``[travel_times]``, the others ``[travel_times.modes.…]``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import tomlkit

from geo.city.settings import TravelTimeSettings
from geo.city.settings_editor import edited, section_of, values_of

if TYPE_CHECKING:
    from pathlib import Path

    from tomlkit import TOMLDocument

_SECTION: Final = "travel_times"
_FILES: Final = ("file", "origins")
_USUAL_MODE: Final = TravelTimeSettings().mode


def tables_aside(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what ``city.toml`` says of each table that is kept aside, by mode."""
    modes = values_of(folder).get(_SECTION, {}).get("modes", {})
    return {str(mode): dict(table) for mode, table in modes.items()}


def files_aside(folder: Path) -> list[str]:
    """List the files of the tables that are kept aside."""
    return [
        table[name] for table in tables_aside(folder).values() for name in _FILES if name in table
    ]


def put_aside(folder: Path) -> bool:
    """Keep the table worked on by its mode, so that another can be brought.

    Returns
    -------
    bool
        False where there is one of its mode already; nothing is changed then.
    """
    with edited(folder) as document:
        return _put_aside(section_of(document, _SECTION))


def take_up(folder: Path, mode: str) -> bool:
    """Work on a table that is kept aside; that worked on until now takes its place aside.

    Returns
    -------
    bool
        False where there is one of the mode of that worked on already; nothing is changed then.
    """
    with edited(folder) as document:
        section = section_of(document, _SECTION)
        chosen = section.get("modes", {}).get(mode)
        if chosen is None or ("file" in section and not _put_aside(section)):
            return False
        section["modes"].pop(mode)
        if not section["modes"]:
            section.pop("modes")
        for name, value in chosen.items():
            section[name] = value
        section["mode"] = mode
        return True


def remove_aside(folder: Path, mode: str) -> None:
    """Remove a table that is kept aside, and its files."""
    with edited(folder) as document:
        section = section_of(document, _SECTION)
        table = section.get("modes", {}).pop(mode, {})
        _remove_files(folder, table, files_of_others=section)
        if not section.get("modes", True):
            section.pop("modes")
        if not section:
            document.remove(_SECTION)


def forget_table(folder: Path, document: TOMLDocument) -> None:
    """Take the table worked on out of a document; those aside stay."""
    section = section_of(document, _SECTION)
    said = {name: section.pop(name) for name in list(section) if name != "modes"}
    _remove_files(folder, said, files_of_others=section)
    if not section:
        document.remove(_SECTION)


def _put_aside(section: Any) -> bool:
    mode = str(section.get("mode", _USUAL_MODE))
    if mode in section.get("modes", {}):
        return False
    table = tomlkit.table()
    for name in [name for name in section if name not in {"mode", "modes"}]:
        table[name] = section.pop(name)
    section.pop("mode", None)
    section.setdefault("modes", tomlkit.table(is_super_table=True))
    section["modes"][mode] = table
    return True


def _remove_files(folder: Path, table: Any, files_of_others: Any) -> None:
    others = [files_of_others, *files_of_others.get("modes", {}).values()]
    used = {other[name] for other in others for name in _FILES if name in other}
    for name in _FILES:
        if name in table and table[name] not in used:
            (folder / str(table[name])).unlink(missing_ok=True)
