"""The index of the communities, kept from one run to the next.

It lies in the folder ``.yipan`` of the city, or where that can't be written in the user's cache.
Its name tells the boundaries it was made of, so that it is never used for others; and a file that
is not to the bit what was written is made anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import numpy as np

from geo.core import temporary
from geo.core.progress import Progress, silent
from geo.spatial.index.polygon_index import CellIndex, fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from numpy.typing import NDArray

FOLDER: Final = ".yipan"
_DIGEST_BYTES: Final = 32
_ARRAYS: Final = ("grid", "top", "blocks", "words")


def cached_index(
    geometry: gpd.GeoSeries, city_folder: Path, progress: Progress = silent
) -> CellIndex:
    """Load the index of polygons, or build it and keep it.

    Parameters
    ----------
    geometry
        Valid polygons, multipolygons and None.
    city_folder
        The city they belong to.
    progress
        Is told ``stage.index`` if it must be built.
    """
    geometries = geometry.to_numpy()
    name = f"index-{fingerprint(geometries)[:32]}.bin"
    for folder in cache_folders(city_folder):
        arrays = _load(folder / name)
        if arrays is not None:
            return CellIndex.from_arrays(geometries, arrays)
    index = CellIndex.build(geometries, progress)
    for folder in cache_folders(city_folder):
        if _save(index, folder / name):
            break
    return index


def cache_folders(city_folder: Path) -> Iterator[Path]:
    """List the folders where what is kept of a city may lie, best first.

    A folder ``.yipan`` that is a link is none: a city that somebody sent could lead anywhere.
    """
    own = city_folder / FOLDER
    if not own.is_symlink() and own.resolve().parent == city_folder.resolve():
        yield own
    city = hashlib.sha256(os.fsencode(city_folder.resolve())).hexdigest()[:16]
    with contextlib.suppress(RuntimeError):  # a user without a home
        yield _user_cache() / "yipan" / city


def make_cache(folder: Path) -> None:
    """Make a folder for what is kept, which Git leaves alone.

    Raises
    ------
    OSError
        If nothing can be written there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError), (folder / ".gitignore").open("xb") as file:
        file.write(b"*\n")


def _user_cache() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def _load(path: Path) -> dict[str, NDArray[Any]] | None:
    """Read the arrays of an index, or None if there is none that can be trusted."""
    try:
        with path.open("rb") as file:
            digest = file.read(_DIGEST_BYTES)
            if digest != hashlib.file_digest(file, "sha256").digest():
                return None
            file.seek(_DIGEST_BYTES)
            return {name: np.load(file, allow_pickle=False) for name in _ARRAYS}
    except (OSError, ValueError):
        return None


def _save(index: CellIndex, path: Path) -> bool:
    """Write an index whole or not at all, in the place of those of earlier boundaries."""
    try:
        make_cache(path.parent)
        with temporary.replacing(path) as written, written.open("xb") as file:
            _write(index, file)
        for other in path.parent.glob("index-*.bin"):
            if other != path:
                other.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _write(index: CellIndex, file: IO[bytes]) -> None:
    file.write(bytes(_DIGEST_BYTES))
    arrays = index.to_arrays()
    for name in _ARRAYS:
        np.save(file, arrays[name], allow_pickle=False)
    file.flush()
    with Path(file.name).open("rb") as written:
        written.seek(_DIGEST_BYTES)
        digest = hashlib.file_digest(written, "sha256").digest()
    file.seek(0)
    file.write(digest)
