"""A city folder as one zip: handed out, and taken back with every file looked at anew."""

from __future__ import annotations

import fnmatch
import io
import zipfile
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError

from geo.city.file_places import UNSORTED
from geo.city.settings import CITY_FILE
from geo.city.settings_editor import KINDS, edited, section_of
from geo.city.settings_reader import checked_settings
from geo.city.store import KEPT
from geo.city.travel_time_tables import put_aside
from geo.city.uploads import place
from geo.core.issues import CityError, Issue, TableError
from geo.core.temporary import files_below
from geo.formats.archives import opened
from geo.formats.cloud import is_address, without_secrets
from geo.formats.file_settings import CityFolder
from geo.formats.limits import LIMITS, size_words
from geo.formats.paths import MARK, printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geo.formats.source import Source

_LEFT_OUT: Final = frozenset({KEPT, UNSORTED, ".arriving"})
_OF_ADDRESSES: Final = frozenset({"basemap"})  # a file that is brought asks no address
_DEEPEST: Final = 2  # city.toml lies in the zip, or in its one folder


def as_zip(folder: Path) -> bytes:
    """Pack a city folder: unpacked, ``yipan run`` takes it as it is. Caches stay behind."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files_below(folder)):
            inside = path.relative_to(folder)
            if not _LEFT_OUT.intersection(inside.parts) and path.name != MARK:
                archive.write(path, inside.as_posix())
    return packed.getvalue()


def is_city(source: Source) -> bool:
    """Return whether a file is a zip with a ``city.toml`` in it; one that is broken is none.

    Raises
    ------
    TableError
        If it would unpack to too much.
    """
    with source.path.open("rb") as file:
        if not zipfile.is_zipfile(file):
            return False
    with opened(source, TableError) as archive:
        return bool(_root(archive))


def unpack(source: Source, folder: Path) -> None:
    """Put what a zip of a city holds into an empty city folder.

    No name in the zip becomes a path: the files that its ``city.toml`` names are brought one by
    one, as if each had been uploaded. What it names no file for stays behind.

    Parameters
    ----------
    source
        The zip.
    folder
        An empty folder, see :func:`geo.city.uploads.start`.

    Raises
    ------
    YipanError
        If the zip is broken or would unpack to too much, its ``city.toml`` is not valid, or a file
        in it cannot be read.
    """
    with opened(source, TableError) as archive:
        root = _root(archive)
        if not root:
            raise CityError(source.issue("issue.zip_no_city"))
        member = archive.getinfo(root)
        if member.file_size > LIMITS.settings_bytes:
            most = size_words(LIMITS.settings_bytes)
            raise CityError(source.issue("issue.too_large", most=most))
        document = _parsed(archive.read(member), source)
        bringing = _Bringing(archive, root.removesuffix(CITY_FILE), folder)
        for mode, table in document.get("travel_times", {}).get("modes", {}).items():
            bringing.bring("travel_times", {**table, "mode": mode})
            bringing.bring("travel_time_origins", table)
            put_aside(folder)
        for kind, upload_kind in KINDS.items():
            bringing.bring(kind, document.get(upload_kind.section, {}))
    _write_settings(folder, document)


class _Bringing:
    """Brings the files of a zip that its settings name.

    Parameters
    ----------
    archive
        The zip.
    top
        The folder in it in which ``city.toml`` lies; "" = none.
    folder
        The city folder.
    """

    def __init__(self, archive: zipfile.ZipFile, top: str, folder: Path) -> None:
        self.archive, self.top, self.folder = archive, top, folder
        self.names = [name for name in archive.namelist() if not name.endswith("/")]

    def bring(self, kind: str, section: Mapping[str, Any]) -> None:
        """Bring the files of a kind, and set what is said of them."""
        upload_kind = KINDS[kind]
        setting = "files" if upload_kind.many else upload_kind.file
        named = section.get(setting) or []
        names = [str(name) for name in (named if upload_kind.many else [named]) if name]
        _refuse_addresses(names, (upload_kind.section, setting))
        members = [member for name in names for member in self._members(name)]
        for member in members:
            part = str(section.get(upload_kind.part, ""))
            with self.archive.open(member) as content:
                place(self.folder, kind, member, content, part=part)
        if members:
            said = {upload_kind.columns, *upload_kind.asks} & set(section)
            with edited(self.folder) as document:
                target = section_of(document, upload_kind.section)
                target.update({key: section[key] for key in said})

    def _members(self, name: str) -> list[str]:
        """List the members that a name in ``city.toml`` means, which may be a pattern."""
        inside = self.top + PurePosixPath(name.replace("\\", "/")).as_posix()
        return [inside] if inside in self.names else fnmatch.filter(self.names, inside)


def _refuse_addresses(names: Sequence[str], setting: tuple[str, str]) -> None:
    """Refuse tables in the cloud: who sent a city may not have them read."""
    shown = [without_secrets(printable(name)) for name in names if is_address(name)]
    if shown:
        issue = Issue(
            "issue.cloud_here", severity="error", file=CITY_FILE, column=".".join(setting)
        )
        raise CityError(*(replace(issue, value=name) for name in shown))


def _root(archive: zipfile.ZipFile) -> str:
    """Return the member that is the city's settings; "" if there is none."""
    names = [PurePosixPath(name) for name in archive.namelist()]
    fitting = [name for name in names if name.name == CITY_FILE and len(name.parts) <= _DEEPEST]
    return min(map(str, fitting), key=len, default="")


def _parsed(content: bytes, source: Source) -> dict[str, Any]:
    try:
        document = tomlkit.parse(content.decode("utf-8-sig")).unwrap()
    except (TOMLKitError, UnicodeError, RecursionError):
        raise CityError(source.issue("issue.zip_no_city")) from None
    sections = {kind.section for kind in KINDS.values()}
    if any(not isinstance(document.get(name, {}), dict) for name in sections):
        raise CityError(source.issue("issue.zip_no_city"))
    return document


def _write_settings(folder: Path, said: Mapping[str, Any]) -> None:
    """Write all other settings, unless one of them cannot be."""
    of_files = {kind.section for kind in KINDS.values()}
    with edited(folder) as document:
        for name, value in said.items():
            if name not in of_files | _OF_ADDRESSES:
                document[name] = value
        for name in of_files & said.keys() & document.keys():
            for key, value in said[name].items():
                if key not in {*_said_elsewhere(name), "modes", "download"}:
                    section_of(document, name)[key] = value
        checked = checked_settings(tomlkit.dumps(document), CityFolder(folder))
        issues = [issue for _, issue in checked[1]]
        if stopping := [issue for issue in issues if issue.stops]:
            raise CityError(*stopping)


def _said_elsewhere(section: str) -> set[str]:
    """Return the settings that say files and parts of them, which their arrival has written."""
    kinds = [kind for kind in KINDS.values() if kind.section == section]
    return {name for kind in kinds for name in (kind.file, kind.part, "files") if name}
