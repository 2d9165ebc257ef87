"""A Shapefile, zipped or loose, unpacked to fixed names with the encoding of its text found."""

from __future__ import annotations

import codecs
import zipfile
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, TypeVar

from geo.errors import BoundaryError
from geo.inputs.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo.inputs.source import Source

Member = TypeVar("Member")

_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_NEEDED: Final = (".shp", ".shx", ".dbf")
_HERE: Final = "layer.shp"


@contextmanager
def unpacked(source: Source) -> Iterator[tuple[Path, str]]:
    """Lay the parts of a Shapefile in a folder of their own for a while.

    Yields
    ------
    path, encoding
        The ``.shp`` there, and the encoding of its text.

    Raises
    ------
    BoundaryError
        If parts are missing, there is more than one layer, or the zip is too large or broken.
    """
    zipped = source.path.suffix.lower() == ".zip"
    parts = _zipped_parts(source) if zipped else _loose_parts(source)
    if missing := [part for part in _NEEDED if part not in parts]:
        raise BoundaryError(source.fault("fault.shapefile_parts", missing=", ".join(missing)))
    with TemporaryDirectory(prefix="yipan-") as folder:
        path = Path(folder) / _HERE
        for part, content in parts.items():
            if part != ".cpg":
                path.with_suffix(part).write_bytes(content)
        yield path, text_encoding(parts[".dbf"], parts.get(".cpg", b""))


def text_encoding(table: bytes, stated: bytes = b"") -> str:
    """Find the encoding of a ``.dbf``: as its ``.cpg`` states, else UTF-8 or else GB18030.

    Examples
    --------
    >>> text_encoding("社区".encode("gbk")), text_encoding("社区".encode())
    ('gb18030', 'utf-8')
    """
    name = stated.decode("ascii", "ignore").strip().casefold()
    if name.startswith("gb") or name.endswith("936"):
        return "gb18030"
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        pass
    try:
        table.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _zipped_parts(source: Source) -> dict[str, bytes]:
    """Read the parts member by member; no name of the zip becomes a path."""
    try:
        with zipfile.ZipFile(source.path) as archive:
            members = archive.infolist()
            size = sum(member.file_size for member in members)
            if len(members) > LIMITS.zip_members or size > LIMITS.unzipped_bytes:
                raise BoundaryError(source.fault("fault.too_large"))
            names = {member.filename: member for member in members if not _hidden(member.filename)}
            chosen = _of_one_layer(source, names)
            return {part: archive.read(member) for part, member in chosen.items()}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        if isinstance(error, BoundaryError):
            raise
        raise BoundaryError(source.fault("fault.zip_broken", value=error)) from error


def _loose_parts(source: Source) -> dict[str, bytes]:
    beside = {
        path.name: path
        for path in source.path.parent.iterdir()
        if path.stem.casefold() == source.path.stem.casefold() and not path.is_symlink()
    }
    return {part: path.read_bytes() for part, path in _of_one_layer(source, beside).items()}


def _of_one_layer(source: Source, names: Mapping[str, Member]) -> dict[str, Member]:
    """Choose the parts that go with the only ``.shp``."""
    stems = {_stem(name) for name in names if name.lower().endswith(".shp")}
    if len(stems) > 1:
        layers = "、".join(sorted(PurePosixPath(stem).name for stem in stems))
        raise BoundaryError(source.fault("fault.shapefile_many", layers=layers))
    return {
        part: member
        for name, member in names.items()
        for part in _PARTS
        if name.lower().endswith(part) and _stem(name) in stems
    }


def _stem(name: str) -> str:
    return name.casefold()[:-4]


def _hidden(name: str) -> bool:
    return name.startswith("__MACOSX/")
