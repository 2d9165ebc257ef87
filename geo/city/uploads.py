"""A city folder of one session: files brought through the app, kept apart and cleared away.

Where a file is put is ours to say: its name is made of what it is and of the format found in its
content. The name its owner gave it is only ever shown.
"""

from __future__ import annotations

import io
import shutil
import stat
import time
import weakref
import zipfile
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import BinaryIO, Final

from geo.city.sandbox import refuse_deadly
from geo.city.schemas import TABLES
from geo.city.settings import CITY_FILE
from geo.city.settings_editor import (
    KINDS,
    Kind,
    edited,
    files,
    section_of,
    settings,
    stated_columns,
)
from geo.city.store import KEPT, store_of
from geo.city.travel_time_tables import files_aside, forget_table
from geo.city.upload_formats import sniffed
from geo.core import temporary
from geo.core.i18n import say
from geo.core.issues import Issue, TableError, YipanError
from geo.formats.filenames import safe_name
from geo.formats.limits import LIMITS
from geo.formats.paths import MARK, located
from geo.formats.preview import Look, look_at, parts_of
from geo.formats.source import Source
from geo.formats.title_months import month_of_places
from geo.network.settings import StreetSettings
from geo.network.streets import open_streets

KEPT_S: Final = 24 * 3600
_BLOCK: Final = 2**20
# Issues that only ask which part of the file is meant: such a file is kept.
_WHICH_PART: Final = frozenset({"issue.sheet", "issue.layer"})


class OwnCity:
    """The city folder of a session; it is removed when the session lets it go.

    Parameters
    ----------
    language
        Of the comments in ``city.toml``.
    """

    def __init__(self, language: str) -> None:
        sweep()
        self.folder = start(language)
        self.shown: dict[str, str] = {}
        self._tried: dict[tuple[str, str, int], YipanError | None] = {}
        ends = ExitStack()
        ends.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.on_close = ends.callback
        self._end = weakref.finalize(self, ends.close)

    def close(self) -> None:
        """Remove the folder now, and what else was to end with it."""
        self._end()

    def source(self, name: str, part: str = "") -> Source:
        """Return a file of the folder under the name its owner gave it."""
        return Source(located(self.folder, name), self.shown.get(name, name), part)

    def refuse_deadly_part(self, source: Source, kind: Kind) -> None:
        """Refuse a sheet or layer that ends its process; it was not chosen when the file was tried.

        Raises
        ------
        YipanError
            If reading it to its end does not come to an end of its own.
        """
        key = (source.path.name, source.sheet, source.path.stat().st_mtime_ns)
        if key not in self._tried:
            self._tried[key] = None
            try:
                refuse_deadly(source, kind.table, layer=kind.layer)
            except YipanError as error:
                self._tried[key] = error
        if refused := self._tried[key]:
            raise refused


def start(language: str) -> Path:
    """Make an empty city folder that only this user of the machine can enter.

    It is marked as one of uploads: its ``city.toml`` may name files in it by plain names only.

    Returns
    -------
    Path
        A new folder of a random name, with a ``city.toml`` in it.
    """
    folder = temporary.new_folder()
    (folder / MARK).touch()
    (folder / CITY_FILE).write_text(say("template.uploaded", language), encoding="utf-8")
    return folder


def sweep(older_than_s: float = KEPT_S) -> None:
    """Remove the folders of sessions that ended without clearing them away.

    Those of processes that were killed go when this one makes its first.
    """
    before = time.time() - older_than_s
    for mark in temporary.own_folder().glob(f"*/{MARK}"):
        with suppress(FileNotFoundError):  # its own session cleared it away just now
            if mark.parent.stat().st_mtime < before:
                shutil.rmtree(mark.parent, ignore_errors=True)


def place(folder: Path, kind: str, file_name: str, content: BinaryIO) -> Path:
    """Put an uploaded file into a city folder and into its ``city.toml``.

    Parameters
    ----------
    folder
        The city folder.
    kind
        Key of :data:`KINDS`. A new file of a kind that has only one takes the place of the old one.
    file_name
        The name its owner gave it: any text. Of it only the suffix and a month are looked at.
    content
        The file, from its first byte.

    Returns
    -------
    Path
        Where it is now.

    Raises
    ------
    YipanError
        If it is empty, too large, not what its name says, or cannot be read; nothing is kept then.
    """
    upload_kind = KINDS[kind]
    shown = safe_name(file_name)
    arriving = folder / "arriving"
    try:
        _write(folder, arriving, content, shown)
        suffix = sniffed(Source(arriving, shown), kind)
        ready = arriving.rename(arriving.with_suffix(suffix))
        _refuse_unreadable(folder, Source(ready, shown), upload_kind)
        target = _free_place(folder, upload_kind, suffix, shown)
        if not upload_kind.many:
            _forget(folder, kind)
        target.parent.mkdir(exist_ok=True)
        ready.replace(target)
    finally:
        for path in folder.glob("arriving*"):
            path.unlink()
    with edited(folder) as document:
        section = section_of(document, upload_kind.section)
        name = target.relative_to(folder).as_posix()
        if upload_kind.many:
            section["files"] = [*section.get("files", []), name]
        else:
            section[upload_kind.file] = name
    return target


def remove(folder: Path, kind: str, name: str) -> None:
    """Take a file out of a city folder and of its ``city.toml``; the last one with its settings."""
    upload_kind = KINDS[kind]
    if name not in files(folder, kind):
        return
    (folder / name).unlink(missing_ok=True)
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


def look(own: OwnCity, kind: str, name: str) -> Look:
    """Take a first look at a file of a city folder.

    Raises
    ------
    YipanError
        If it cannot be read, or it is not said which of its parts is meant.
    """
    upload_kind, current = KINDS[kind], settings(own.folder, kind)
    source = own.source(name, current.get(upload_kind.part, ""))
    if source.sheet:
        own.refuse_deadly_part(source, upload_kind)
    return look_at(
        source, TABLES[upload_kind.table], stated_columns(own.folder, kind), layer=upload_kind.layer
    )


def parts(own: OwnCity, kind: str, name: str) -> tuple[str, ...]:
    """List the sheets or layers of a file of a city folder."""
    return parts_of(own.source(name), layer=KINDS[kind].layer)


def streets_told(own: OwnCity, name: str) -> dict[str, object]:
    """Return what a file of streets holds: its nodes and edges, and the box they lie in.

    Returns
    -------
    dict
        ``nodes``, ``edges`` (each way along a street is one), ``west``, ``south``, ``east``,
        ``north`` (degrees, WGS84).
    """
    streets = open_streets(store_of(own.folder), own.source(name), StreetSettings())
    network = streets.usable(TableError)
    lon, lat = network.lon, network.lat
    ends = {"west": lon.min(), "south": lat.min(), "east": lon.max(), "north": lat.max()}
    return {"nodes": len(lon), "edges": len(network.tail), **ends}


def as_zip(folder: Path) -> bytes:
    """Pack a city folder: unpacked, ``yipan run`` takes it as it is. Caches stay behind."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            belongs = KEPT not in inside.parts and path.name != MARK
            if belongs and path.is_file() and not path.is_symlink():
                archive.write(path, inside.as_posix())
    return packed.getvalue()


def _write(folder: Path, path: Path, content: BinaryIO, shown: str) -> None:
    """Write a file block by block, and stop where it or all files become too large."""
    sizes = _sizes(folder)
    if len(sizes) > LIMITS.city_files:
        raise TableError(Issue("issue.upload_files", severity="error", file=shown))
    most = min(LIMITS.upload_bytes, LIMITS.city_bytes - sum(sizes))
    room = LIMITS.server_bytes - sum(_sizes(temporary.own_folder()))
    size = 0
    with path.open("xb") as file:
        while block := content.read(_BLOCK):
            size += len(block)
            if size > room:
                raise TableError(Issue("issue.upload_room", severity="error", file=shown))
            if size > most:
                megabytes = f"{LIMITS.upload_bytes // 2**20}"
                raise TableError(
                    Issue("issue.upload_size", severity="error", file=shown, value=megabytes)
                )
            file.write(block)
    if not size:
        raise TableError(Issue("issue.empty", severity="error", file=shown))


def _sizes(folder: Path) -> list[int]:
    """List the bytes of all files in a folder, but marks; other sessions may just remove theirs."""
    sizes = []
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            state = path.stat()
            if stat.S_ISREG(state.st_mode) and path.name != MARK:
                sizes.append(state.st_size)
    return sizes


def _refuse_unreadable(folder: Path, source: Source, upload_kind: Kind) -> None:
    refuse_deadly(source, upload_kind.table, layer=upload_kind.layer)
    if upload_kind.streets:  # what is read of them is kept for the run
        open_streets(store_of(folder), source, StreetSettings()).usable(TableError)
        return
    try:
        look_at(source, TABLES[upload_kind.table], {}, layer=upload_kind.layer)
    except YipanError as error:
        if {issue.what for issue in error.issues} - _WHICH_PART:
            raise


def _free_place(folder: Path, upload_kind: Kind, suffix: str, shown: str) -> Path:
    """Choose a free file name; each of several files has a number, and the month in its name."""
    if not upload_kind.many:
        used = files_aside(folder)
        stems = (upload_kind.stem, *(f"{upload_kind.stem}-{n}" for n in range(2, len(used) + 3)))
        return folder / next(f"{stem}{suffix}" for stem in stems if f"{stem}{suffix}" not in used)
    _, _, month = month_of_places([], "", Path(shown).stem)
    numbered = {path.stem.split("_")[0] for path in (folder / upload_kind.stem).parent.glob("*")}
    stem = Path(upload_kind.stem)
    number = next(n for n in range(1, len(numbered) + 2) if f"{stem.name}-{n}" not in numbered)
    named = f"{stem.name}-{number}" + (f"_{month}" if month else "")
    return folder / stem.parent / f"{named}{suffix}"


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
