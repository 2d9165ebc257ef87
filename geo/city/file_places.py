"""Where files of a city of uploads lie, and what its ``city.toml`` says of them."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from geo.city.settings_editor import KINDS, edited, files, section_of
from geo.city.travel_time_tables import forget_table
from geo.formats.filenames import safe_name

if TYPE_CHECKING:
    from pathlib import Path

    from geo.formats.source import Source

UNSORTED: Final = "unsorted"
"""The folder of files whose kind is to be said."""


def unsorted(folder: Path) -> list[str]:
    """List the files whose kind is still to be said."""
    return sorted(path.relative_to(folder).as_posix() for path in (folder / UNSORTED).glob("*"))


def settle(folder: Path, kind: str, source: Source, instead: str = "") -> str:
    """Move a file to its place, and write it into ``city.toml``; return its name."""
    upload_kind = KINDS[kind]
    if not upload_kind.many:
        _forget(folder, kind)
    taken = [path.name for path in folder.iterdir() if path.name != instead]
    name = safe_name(PurePath(source.name).stem + source.path.suffix, taken)
    source.path.replace(folder / name)
    with edited(folder) as document:
        section = section_of(document, upload_kind.section)
        if upload_kind.many:
            section["files"] = [*section.get("files", []), name]
        else:
            section[upload_kind.file] = name
        if source.sheet and upload_kind.part:
            section[upload_kind.part] = source.sheet
    return name


def set_aside(folder: Path, source: Source) -> str:
    """Move a file to those whose kind is to be said."""
    waiting = folder / UNSORTED
    waiting.mkdir(exist_ok=True)
    taken = [path.name for path in waiting.iterdir()]
    name = safe_name(PurePath(source.name).stem + source.path.suffix, taken)
    source.path.replace(waiting / name)
    return f"{UNSORTED}/{name}"


def take_out(folder: Path, kind: str, name: str) -> None:
    """Take a file out of ``city.toml``; the last of its kind with its settings."""
    upload_kind = KINDS[kind]
    with edited(folder) as document:
        section = section_of(document, upload_kind.section)
        if upload_kind.many and len(section["files"]) > 1:
            section["files"] = [other for other in section["files"] if other != name]
        elif kind == "travel_time_origins":
            for setting in (upload_kind.file, upload_kind.columns, *upload_kind.asks):
                section.pop(setting, None)
        elif kind == "travel_times":
            forget_table(folder, document)
        else:
            document.remove(upload_kind.section)


def _forget(folder: Path, kind: str) -> None:
    """Remove the file that another takes the place of, and what was said of its columns."""
    upload_kind = KINDS[kind]
    for name in files(folder, kind):
        (folder / name).unlink(missing_ok=True)
    with edited(folder) as document:
        section = section_of(document, upload_kind.section)
        said = {"crs", "rows", "unit", "cutoff_minutes"} & set(upload_kind.asks)
        for name in (upload_kind.columns, upload_kind.part, *said):
            section.pop(name, None)
