"""What is costly to make and kept from one run to the next: arrays, found again by their inputs.

An artifact is a file whose name says what it is and the hash of all it was made of. It lies in the
user's own cache, never in a city folder: who sends a city could send forged answers with it. What
is not to the bit what this user wrote, or not of the kinds expected, counts as not there.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from platformdirs import user_cache_path

from geo.core import temporary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from io import BufferedReader

    from numpy.typing import DTypeLike, NDArray

    Arrays = Mapping[str, NDArray[Any]]

CACHE_VARIABLE: Final = "YIPAN_CACHE"
MOST_BYTES: Final = 2 * 2**30

_FORMAT: Final = 1
_FOLDER: Final = "artifacts"  # within the cache, which may hold what others put there
_NAME: Final = re.compile(r"(?P<kind>[a-z]+)-(?P<key>[0-9a-f]{64})\.bin")
_DIGEST_BYTES: Final = 32
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True)
class Artifact:
    """A file that is kept.

    Parameters
    ----------
    path
        Where it lies.
    kind
        What it is, such as ``index``.
    size
        Bytes.
    used
        When it was last made or loaded: seconds since 1970.
    """

    path: Path
    kind: str
    size: int
    used: float

    @property
    def city(self) -> str:
        """The folder of the city it was made for; "" where that cannot be read."""
        try:
            with _opened(self.path) as file:
                file.seek(_DIGEST_BYTES)
                return str(json.loads(file.readline())["city"])
        except (OSError, ValueError, LookupError, TypeError):
            return ""


@dataclass(frozen=True)
class ArtifactStore:
    """Artifacts in a folder that only this user can enter.

    Several processes may use it at once: a file appears whole, and is never changed after.

    Parameters
    ----------
    folder
        Made when something is first kept; None = nothing is kept.
    city
        The city folder for which artifacts are made; only ever told.
    most_bytes
        Of all artifacts together; those that were not used for longest are removed.
    """

    folder: Path | None
    city: str = ""
    most_bytes: int = field(default=MOST_BYTES, kw_only=True)

    def path(self, kind: str, key: str) -> Path | None:
        """Return the file of an artifact; None if it is not there."""
        path = None if self.folder is None else self.folder / f"{kind}-{key}.bin"
        return path if path is not None and path.is_file() else None

    def load(
        self, kind: str, key: str, dtypes: Mapping[str, DTypeLike]
    ) -> tuple[dict[str, NDArray[Any]], Any] | None:
        """Load an artifact.

        Parameters
        ----------
        kind, key
            As it was saved.
        dtypes
            Name and dtype of each array, in the order in which they were saved.

        Returns
        -------
        tuple or None
            The arrays, one-dimensional, which cannot be written to, and what was said about them;
            None if there is none that can be trusted.
        """
        path = self.path(kind, key)
        if path is None or not _is_private(path.parent):
            return None
        try:
            with _opened(path) as file:
                loaded = _read(file, f"{kind}-{key}", dtypes)
        except (OSError, ValueError, LookupError, TypeError):
            return None
        with suppress(OSError):
            os.utime(path)
        return loaded

    def save(self, kind: str, key: str, arrays: Arrays, about: object = None) -> None:
        """Keep one-dimensional arrays, where there is a folder to write to and they fit in.

        Parameters
        ----------
        kind
            What they are, in lower case letters.
        key
            Of :func:`key_of`.
        arrays
            By name.
        about
            What else is to be kept, as JSON takes it.
        """
        size = sum(values.nbytes for values in arrays.values())
        if self.folder is None or size > self.most_bytes:
            return
        path = self.folder / f"{kind}-{key}.bin"
        header = {
            "name": path.stem,
            "city": self.city,
            "about": about,
            "arrays": [[name, values.dtype.str, len(values)] for name, values in arrays.items()],
        }
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _is_private(self.folder):
                with temporary.replacing(path) as written:
                    _write(written, json.dumps(header).encode() + b"\n", arrays)
                self._prune(path)

    def artifacts(self) -> list[Artifact]:
        """List what is kept, that used last first."""
        stored = [] if self.folder is None else list(_artifacts_in(self.folder))
        return sorted(stored, key=lambda artifact: (-artifact.used, artifact.path.name))

    def _prune(self, newest: Path) -> None:
        """Remove what was not used for longest, until the rest fits in."""
        remaining_bytes = self.most_bytes
        for artifact in sorted(self.artifacts(), key=lambda artifact: artifact.path != newest):
            remaining_bytes -= artifact.size
            if remaining_bytes < 0:
                with suppress(OSError):
                    artifact.path.unlink()


def user_store(city: Path | None = None) -> ArtifactStore:
    """Return the store of this user: below ``YIPAN_CACHE``, or where the system has its caches.

    A user without a home has none: then nothing is kept.
    """
    city_folder = "" if city is None else str(city.resolve())
    chosen = os.environ.get(CACHE_VARIABLE)
    root = Path(chosen).absolute() if chosen else _user_cache()
    return ArtifactStore(None if root is None else root / _FOLDER, city_folder)


def _user_cache() -> Path | None:
    homeless = os.name == "posix" and not os.environ.get("HOME")
    if homeless and not os.environ.get("XDG_CACHE_HOME"):
        return None
    path = user_cache_path("yipan", appauthor=False)
    return path if path.is_absolute() else None


def key_of(*inputs: str) -> str:
    """Return the key of what is made of inputs by the code as it is now (64 hexadecimal digits).

    Parameters
    ----------
    inputs
        All that the artifact depends on: content by its hash, settings as text.
    """
    hashed = hashlib.sha256(json.dumps([_FORMAT, _code_version(), *inputs]).encode())
    return hashed.hexdigest()


@cache
def _code_version() -> str:
    """Hash the code of Yipan, and the tables and texts that lie in it.

    So nobody has to remember that a change in them changes an artifact.
    """
    root = Path(__file__).parents[1]
    hashed = hashlib.sha256()
    for folder, folders, names in os.walk(root):  # several times as fast as Path.rglob
        folders[:] = sorted({*folders} - {"__pycache__"})
        for name in sorted(names):
            path = Path(folder, name)
            content = path.read_bytes() if path.is_file() else b""  # a link may lead nowhere
            hashed.update(f"{path.relative_to(root).as_posix()} {len(content)} ".encode())
            hashed.update(content)
    return hashed.hexdigest()


def _artifacts_in(folder: Path) -> Iterator[Artifact]:
    with suppress(OSError):
        for path in folder.iterdir():
            named = _NAME.fullmatch(path.name)
            with suppress(OSError):  # another run has just removed it
                state = path.lstat()
                if named and stat.S_ISREG(state.st_mode):
                    yield Artifact(path, named["kind"], state.st_size, state.st_mtime)


def _is_private(folder: Path) -> bool:
    """Check that a folder is this user's, and shut it to others."""
    state = folder.lstat()
    if not stat.S_ISDIR(state.st_mode) or not _is_own(state):
        return False
    if hasattr(os, "getuid") and state.st_mode & _OTHERS:
        folder.chmod(0o700)
    return True


def _is_own(state: os.stat_result) -> bool:
    return not hasattr(os, "getuid") or state.st_uid == os.getuid()


def _opened(path: Path) -> BufferedReader:
    """Open a file that this user wrote, and nobody else can write.

    Raises
    ------
    OSError
        If it is another's, a link, or no file.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    file = open(os.open(path, flags), "rb")  # noqa: PTH123, SIM115  (a descriptor, for the caller)
    state = os.fstat(file.fileno())
    shared = hasattr(os, "getuid") and state.st_mode & _OTHERS_WRITE
    if not stat.S_ISREG(state.st_mode) or not _is_own(state) or shared:
        file.close()
        raise PermissionError(path)
    return file


def _read(
    file: BufferedReader, name: str, dtypes: Mapping[str, DTypeLike]
) -> tuple[dict[str, NDArray[Any]], Any]:
    """Read arrays whose every byte is as it was written.

    Raises
    ------
    ValueError
        If one is not, or the arrays are others than expected.
    """
    digest = file.read(_DIGEST_BYTES)
    if digest != hashlib.file_digest(file, "sha256").digest():
        raise ValueError(name)
    file.seek(_DIGEST_BYTES)
    header = json.loads(file.readline())
    expected = [[name, np.dtype(dtype).str] for name, dtype in dtypes.items()]
    if header["name"] != name or [listed[:2] for listed in header["arrays"]] != expected:
        raise ValueError(name)
    arrays = {}
    for array, dtype, length in header["arrays"]:
        # numpy asks for large pages of memory, in which what is far apart is found sooner.
        arrays[array] = np.fromfile(file, np.dtype(dtype), length)
        arrays[array].flags.writeable = False
        if len(arrays[array]) != length:
            raise ValueError(name)
    return arrays, header["about"]


def _write(path: Path, header: bytes, arrays: Arrays) -> None:
    """Write arrays after their hash, in a file that only this user can open."""
    contents: list[Any] = [header]
    contents += [np.ascontiguousarray(values).view(np.uint8) for values in arrays.values()]
    hashed = hashlib.sha256()
    for content in contents:
        hashed.update(content)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags, 0o600), "wb") as file:  # noqa: PTH123  (a descriptor)
        file.write(hashed.digest())
        for content in contents:
            file.write(content)
