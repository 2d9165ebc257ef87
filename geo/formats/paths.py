"""Which file a name in ``city.toml`` means, and which names are refused.

A name is only ever a name: no address, no archive, no variable is looked into. A city made of
uploads names files of its folder, and nothing is reached by a link. On one's own desk the user may
name any file, but a city that somebody sent leads nowhere by a link that it holds itself.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from geo.core.issues import Issue, TableError
from geo.formats.filenames import DEVICES

if TYPE_CHECKING:
    from collections.abc import Iterable

MARK: Final = ".uploaded"
"""A file of this name marks the folder of a city that was made of uploads."""

_MISSING: Final = "issue.file_missing"
_FOLDER: Final = "issue.path_folder"
_CONTROLS: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
_TURNS: Final = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Addresses and chains of fsspec, and the files of GDAL that are none.
_VIRTUAL: Final = re.compile(r"://|::|^/+vsi\w*(?:/|$)", re.IGNORECASE)
_VARIABLE: Final = re.compile(r"^~|\$\{?\w|%\w+%")
_PATTERN: Final = re.compile(r"[*?\[]")
_DRIVE: Final = re.compile(r"[A-Za-z]:")
_SHAPEFILE_PARTS: Final = frozenset({".shx", ".dbf", ".prj", ".cpg"})
_SYSTEM: Final = frozenset({"proc", "sys", "dev"})


@dataclass(frozen=True)
class Found:
    """The files that a name means, and what is wrong with it.

    Parameters
    ----------
    files
        Each file by its name, seen from the city folder.
    refused
        Keys of sentences, by the name that is at issue.
    """

    files: dict[str, Path] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


def find(folder: Path, name: str, *, pattern: bool = False) -> Found:
    """Find the files that a name means.

    Parameters
    ----------
    folder
        The city folder.
    name
        As ``city.toml`` has it; both slashes part folders.
    pattern
        Whether it may mean several files, by ``*``, ``?`` and ``[…]``.
    """
    uploaded = is_uploaded(folder)
    slashed = name.replace("\\", "/")
    wrong = _wrong_name(slashed, uploaded=uploaded) or _wrong_file(
        folder, slashed, uploaded=uploaded
    )
    if not wrong:
        return Found({PurePosixPath(slashed).as_posix(): folder.absolute() / slashed})
    if wrong == _MISSING and _PATTERN.search(name):
        if pattern:
            return _matching(folder, slashed)
        wrong = "issue.path_pattern"
    elif wrong == _MISSING and _VARIABLE.search(name):
        wrong = "issue.path_variable"
    return Found(refused={name: wrong})


def is_uploaded(folder: Path) -> bool:
    """Return whether a folder is that of a city made of uploads."""
    return os.path.lexists(folder / MARK)


def files_of(folder: Path, names: Iterable[str]) -> dict[str, Path]:
    """Find the files that names and patterns mean, in order, each once; none that is refused."""
    paths: dict[str, Path] = {}
    for name in names:
        for called, path in find(folder, name, pattern=True).files.items():
            paths.setdefault(called, path)
    return paths


def beside(path: Path) -> list[Path]:
    """List the files that are read with a file: the log of a GeoPackage, parts of a Shapefile.

    Parameters
    ----------
    path
        The file that is named.
    """
    suffix = path.suffix.lower()
    if suffix == ".gpkg":
        log = path.with_name(path.name + "-wal")
        return [log] if log.is_file() and not log.is_symlink() and log.stat().st_size else []
    if suffix != ".shp":
        return []
    return sorted(
        other
        for other in path.parent.iterdir()
        if other.stem.casefold() == path.stem.casefold()
        and other.suffix.lower() in _SHAPEFILE_PARTS
        and not other.is_symlink()
    )


def located(folder: Path, name: str) -> Path:
    """Return the file that a name means, looked at anew just before it is opened.

    Raises
    ------
    TableError
        If it is refused, or not there any more.
    """
    files = find(folder, name)
    for wrong in files.refused.values():
        raise TableError(Issue(wrong, severity="error", column="city.toml", value=printable(name)))
    return next(iter(files.files.values()))


def printable(name: str) -> str:
    r"""Return a name with what cannot be seen of it written out.

    Examples
    --------
    >>> printable("记录\u202e.csv")
    '记录\\u202e.csv'
    """
    return "".join(f"\\u{ord(one):04x}" if _is_control(one) else one for one in name)


def _wrong_name(name: str, *, uploaded: bool) -> str:
    """Return what is wrong with a name, whatever the disk holds; "" = nothing."""
    drive = _DRIVE.match(name)
    rest = name[2:] if drive else name
    parts = PurePosixPath(rest).parts
    outside = rest.startswith("/") or ".." in parts or _PATTERN.search(rest) is not None
    checks = {
        "issue.path_control": any(map(_is_control, name)),
        "issue.path_virtual": _VIRTUAL.search(name) is not None,
        "issue.path_network": name.startswith("//"),
        "issue.path_drive": drive is not None and (os.name != "nt" or not rest.startswith("/")),
        "issue.path_colon": ":" in rest,
        "issue.path_device": any(map(_is_device, parts)),
        "issue.path_ending": any(part[-1] in ". " and part != ".." for part in parts),
        "issue.file_outside": uploaded and (drive is not None or outside),
    }
    return next((key for key, wrong in checks.items() if wrong), "")


def _wrong_file(folder: Path, name: str, *, uploaded: bool) -> str:
    """Return what is wrong with the file that a name means; "" = nothing."""
    root = Path(os.path.realpath(folder))
    path = Path(name)
    here = Path(path.anchor) if path.anchor else root
    for part in path.parts[1:] if path.anchor else path.parts:
        if part == "..":
            here = here.parent
            continue
        component = here / part
        real = Path(os.path.realpath(component))
        by_link = real != component and here.is_relative_to(root)
        if by_link and (uploaded or not real.is_relative_to(root)):
            return "issue.path_link"
        if _is_of_system(component) or _is_of_system(real):
            return "issue.path_special"
        here = real
    return _wrong_kind(here)


def _wrong_kind(path: Path) -> str:
    try:
        mode = path.lstat().st_mode
    except OSError:
        return _MISSING
    if stat.S_ISDIR(mode):
        return _FOLDER
    return "" if stat.S_ISREG(mode) else "issue.path_special"


def _matching(folder: Path, name: str) -> Found:
    """Find the files that a pattern means; folders of a fitting name are passed over."""
    parts = PurePosixPath(name).parts
    first = next(number for number, part in enumerate(parts) if _PATTERN.search(part))
    if ".." in parts[first:]:
        return Found(refused={name: "issue.path_pattern"})
    base = PurePosixPath(*parts[:first])
    files = Found()
    for path in sorted((folder / base).glob("/".join(parts[first:]))):
        called = (base / path.relative_to(folder / base)).as_posix()
        wrong = _wrong_file(folder, called, uploaded=False)
        if not wrong:
            files.files[called] = folder.absolute() / called
        elif wrong != _FOLDER:
            files.refused[called] = wrong
    if not files.files and not files.refused:
        files.refused[name] = _MISSING
    return files


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in _CONTROLS or character in _TURNS


def _is_device(part: str) -> bool:
    """Check whether Windows takes a name for a device, whatever follows the point."""
    stem = unicodedata.normalize("NFKC", part).split(".")[0]
    return stem.strip(" ").casefold() in DEVICES


def _is_of_system(path: Path) -> bool:
    """Check whether a file is one of the kernel's, of which even a regular one is no file."""
    parts = path.parts
    if len(parts) < 3 or parts[0] != "/" or parts[1] not in _SYSTEM:
        return False
    return parts[1:3] != ("dev", "shm")
