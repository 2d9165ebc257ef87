"""A city folder of one session: files brought through the app, kept apart and cleared away.

A file keeps the name that its owner gave it, as far as that can only be a file of this folder; its
suffix is that of the format found in its content. Personal columns are left out before a file is
kept.
"""

from __future__ import annotations

import shutil
import time
import weakref
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Final

from geo.city.arriving import BinaryReader, arrived
from geo.city.file_places import set_aside, settle, take_out, unsorted
from geo.city.recognition import CHOSEN, Recognition, recognise_parts
from geo.city.redacted_uploads import LeftOut, redacted
from geo.city.sandbox import refuse_deadly, refuse_deadly_of
from geo.city.schemas import TABLES
from geo.city.settings import CITY_FILE
from geo.city.settings_editor import (
    KINDS,
    Kind,
    files,
    settings,
    stated_columns,
)
from geo.city.store import store_of
from geo.city.upload_formats import admitted, sniffed
from geo.core import temporary
from geo.core.i18n import say
from geo.core.issues import TableError, YipanError
from geo.formats.filenames import safe_name
from geo.formats.paths import MARK, located
from geo.formats.preview import Look, look_at, parts_of
from geo.formats.source import Source
from geo.network.settings import StreetSettings
from geo.network.streets import open_streets

if TYPE_CHECKING:
    from collections.abc import Sequence

KEPT_S: Final = 24 * 3600
# Issues that only ask which part of the file is meant: such a file is kept.
_WHICH_PART: Final = frozenset({"issue.sheet", "issue.layer"})


@dataclass(frozen=True)
class Arrival:
    """A file that has been brought.

    Parameters
    ----------
    name
        What it is called in the city folder.
    recognition
        What it was taken for.
    left_out
        What of it was not kept.
    """

    name: str
    recognition: Recognition
    left_out: LeftOut = field(default_factory=LeftOut)


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
        self.arrivals: dict[str, Arrival] = {}
        self.looks: dict[tuple[object, ...], Any] = {}
        self._tried: dict[tuple[str, str, int], YipanError | None] = {}
        ends = ExitStack()
        ends.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.on_close = ends.callback
        self._end = weakref.finalize(self, ends.close)

    def close(self) -> None:
        """Remove the folder now, and what else was to end with it."""
        self._end()

    def source(self, name: str, part: str = "") -> Source:
        """Return a file of the folder."""
        return Source(located(self.folder, name), name, part)

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


def bring(folder: Path, file_name: str, content: BinaryReader) -> list[Arrival]:
    """Put an uploaded file into a city folder, whichever kind it is.

    Parameters
    ----------
    folder
        The city folder.
    file_name
        The name its owner gave it: any text.
    content
        The file, from its first byte.

    Returns
    -------
    list of Arrival
        Where it is now; of a workbook several sheets may be of use, each as a file. What is not
        recognised for certain waits in :data:`UNSORTED` until its kind is said, and so does a
        second file of a kind that has only one.

    Raises
    ------
    YipanError
        If it is empty, too large, of no format that is read, or cannot be read; nothing is kept
        then.
    """
    with arrived(folder, file_name, content) as file:
        suffix, kinds = admitted(file)
        ready = replace(file, file=file.path.rename(file.path.with_suffix(suffix)))
        refuse_deadly_of(ready, kinds)
        recognised = recognise_parts(ready, kinds)
        arrivals = []
        for number, (part, recognition) in enumerate(recognised.items()):
            source = ready
            if len(recognised) > 1:
                copy = ready.path.with_stem(f"sheet{number}")
                shutil.copyfile(ready.path, copy)
                name = f"{PurePath(ready.name).stem}_{part}{suffix}"
                source = replace(ready, file=copy, name=safe_name(name))
            arrivals.append(_take_in(folder, replace(source, sheet=part), recognition, kinds))
        return arrivals


def _take_in(
    folder: Path, source: Source, recognition: Recognition, kinds: Sequence[str]
) -> Arrival:
    """Keep a file, or one sheet of it, in its place or among those whose kind is to be said."""
    among = (recognition.kind,) if recognition.is_certain else kinds
    clean, left_out = redacted(source, among)
    kind = KINDS[recognition.kind]
    if recognition.is_certain and (kind.many or not files(folder, recognition.kind)):
        _refuse_unreadable(folder, clean, kind)
        return Arrival(settle(folder, recognition.kind, clean), recognition, left_out)
    return Arrival(set_aside(folder, clean), recognition, left_out)


def place(
    folder: Path,
    kind: str,
    file_name: str,
    content: BinaryReader,
    *,
    instead: str = "",
    part: str = "",
) -> Path:
    """Put an uploaded file of a known kind into a city folder and into its ``city.toml``.

    Parameters
    ----------
    folder
        The city folder.
    kind
        Key of :data:`KINDS`. A new file of a kind that has only one takes the place of the old one.
    file_name
        The name its owner gave it: any text.
    content
        The file, from its first byte.
    instead
        A file of the folder whose place it takes, and whose name it may have.
    part
        The sheet or layer that is meant; "" = the only one.

    Returns
    -------
    Path
        Where it is now.

    Raises
    ------
    YipanError
        If it is empty, too large, not what its name says, or cannot be read; nothing is kept then.
    """
    with arrived(folder, file_name, content) as file:
        suffix = sniffed(file, kind)
        path = file.path.rename(file.path.with_suffix(suffix))
        ready = replace(file, file=path, sheet=part if KINDS[kind].part else "")
        refuse_deadly(ready, KINDS[kind].table, layer=KINDS[kind].layer)
        _refuse_unreadable(folder, ready, KINDS[kind])
        clean, _ = redacted(ready, (kind,))
        return folder / settle(folder, kind, clean, instead)


def assign(own: OwnCity, former: str, name: str, kind: str) -> str:
    """Say of which kind a file is that has been brought.

    Parameters
    ----------
    own
        The city.
    former
        The kind it was taken for; "" if it waits in :data:`UNSORTED`.
    name
        The file.
    kind
        Key of :data:`KINDS`.

    Returns
    -------
    str
        What it is called now.

    Raises
    ------
    YipanError
        As :func:`place`; the file stays what it was then.
    """
    path = located(own.folder, name)
    with path.open("rb") as content:
        target = place(own.folder, kind, PurePath(name).name, content, instead=name)
    if former:
        take_out(own.folder, former, name)
    if target != path:
        path.unlink(missing_ok=True)
    before = own.arrivals.pop(name, None)
    left_out = before.left_out if before else LeftOut()
    own.arrivals[target.name] = Arrival(target.name, Recognition(kind, CHOSEN), left_out)
    return target.name


def remove(folder: Path, kind: str, name: str) -> None:
    """Take a file out of a city folder and of its ``city.toml``; the last one with its settings.

    A file of no kind is one of :func:`unsorted`.
    """
    if not kind and name in unsorted(folder):
        (folder / name).unlink(missing_ok=True)
    elif kind and name in files(folder, kind):
        (folder / name).unlink(missing_ok=True)
        take_out(folder, kind, name)


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
