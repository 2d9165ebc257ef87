"""Writes a file that arrives, block by block, and stops where it becomes too large."""

from __future__ import annotations

import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final, Protocol

from geo.core import temporary
from geo.core.issues import Issue, TableError
from geo.formats.filenames import safe_name
from geo.formats.limits import LIMITS
from geo.formats.paths import MARK
from geo.formats.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BLOCK: Final = 2**20
_ARRIVING: Final = ".arriving"


class BinaryReader(Protocol):
    """Anything of which bytes can be read."""

    def read(self, size: int = ..., /) -> bytes:
        """Return so many bytes, or what is left."""


@contextmanager
def arrived(folder: Path, file_name: str, content: BinaryReader) -> Iterator[Source]:
    """Write a file into a folder of its own, which is gone at the end.

    Parameters
    ----------
    folder
        The city folder.
    file_name
        The name its owner gave it: any text.
    content
        The file, from its first byte.

    Yields
    ------
    Source
        The file, under a name that says nothing.

    Raises
    ------
    TableError
        If it is empty or too large, or there is no room for it.
    """
    shown = safe_name(file_name)
    arriving = folder / _ARRIVING
    shutil.rmtree(arriving, ignore_errors=True)
    arriving.mkdir(mode=0o700)
    try:
        _write(folder, arriving / "file", content, shown)
        yield Source(arriving / "file", shown)
    finally:
        shutil.rmtree(arriving, ignore_errors=True)


def _write(folder: Path, path: Path, content: BinaryReader, shown: str) -> None:
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
    """List the bytes of all files in a folder, but marks."""
    sizes = []
    for path in temporary.files_below(folder):
        with suppress(FileNotFoundError):  # another session has just removed it
            if path.name != MARK:
                sizes.append(path.lstat().st_size)
    return sizes
