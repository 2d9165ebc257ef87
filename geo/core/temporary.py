"""Temporary files: in folders that only this user can enter, gone when their process is.

A process holds a lock on each of its folders for as long as it lives, however it ends. Whoever
makes a folder next clears away those of the same kind that nobody holds. Links are never followed.
"""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX: Final = "yipan-"
HIDDEN: Final = ".yipan-"
_LOCK: Final = ".lock"
_INSIDE: Final = "files"
_BEGUN: Final = "begun-"  # a folder on which its process has no lock yet
_BEGUN_S: Final = 60
# Where the system has no such locks, a folder is nobody's after a day.
_UNLOCKED_S: Final = 24 * 3600

_guard: Final = Lock()
_own: Final[dict[str, _LockedFolder]] = {}


class _LockedFolder:
    """A folder with a lock on it."""

    def __init__(self, root: Path, prefix: str) -> None:
        begun = Path(tempfile.mkdtemp(prefix=f"{prefix}{_BEGUN}", dir=root))
        self._lock = (begun / _LOCK).open("xb")
        with suppress(OSError):  # where there are no locks, age tells
            _lock(self._lock)
        self._folder = begun.with_name(prefix + begun.name.removeprefix(f"{prefix}{_BEGUN}"))
        if sys.platform == "win32":  # which moves no folder with an open file in it
            self._folder = begun
        else:
            begun.rename(self._folder)
        self._maker = os.getpid()
        self.path = self._folder / _INSIDE
        self.path.mkdir(mode=0o700)

    @property
    def made_here(self) -> bool:
        """Whether this process made it, and did not only inherit it."""
        return os.getpid() == self._maker

    def remove(self) -> None:
        """Remove the folder, unless this process only inherited it."""
        if self.made_here:
            self._lock.close()
            shutil.rmtree(self._folder, ignore_errors=True)


@contextmanager
def folder() -> Iterator[Path]:
    """Return an empty folder of this process for a while.

    Yields
    ------
    Path
        A folder of mode 0700, below the one that ``TMPDIR`` or the system names.
    """
    path = new_folder()
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def new_folder() -> Path:
    """Make an empty folder that stays until it is removed, or this process ends."""
    return Path(tempfile.mkdtemp(dir=own_folder()))


def own_folder() -> Path:
    """Return the folder in which all temporary files of this process are."""
    root = tempfile.gettempdir()
    with _guard:
        locked = _own.get(root)
        if locked is None or not locked.path.is_dir():  # systems clear away what is old
            sweep(Path(root), PREFIX)
            locked = _own[root] = _LockedFolder(Path(root), PREFIX)
            atexit.register(locked.remove)
    return locked.path


def is_own(path: Path) -> bool:
    """Check whether a folder lies among the temporary files of this process."""
    with _guard:
        return any(
            locked.made_here and path.resolve().is_relative_to(locked.path.resolve())
            for locked in _own.values()
        )


@contextmanager
def folder_in(root: Path) -> Iterator[Path]:
    """Return an empty folder within another one, for files that then move there.

    Parameters
    ----------
    root
        The folder, on whose disk the files are written.

    Yields
    ------
    Path
        A folder of mode 0700, in a hidden folder of a name that cannot be guessed.

    Raises
    ------
    OSError
        If nothing can be written there.
    """
    sweep(root, HIDDEN)
    locked = _LockedFolder(root, HIDDEN)
    try:
        yield locked.path
    finally:
        locked.remove()


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Return a file to write, which takes the place of another one at the end, whole or not at all.

    Parameters
    ----------
    path
        The file to replace; where it is a link, the link is replaced and not what it leads to.

    Yields
    ------
    Path
        A file of the same name that is not there yet, in a folder of its own.

    Raises
    ------
    OSError
        If nothing can be written there.
    """
    with folder_in(path.parent) as staging_folder:
        written = staging_folder / path.name
        yield written
        written.replace(path)


def sweep(root: Path, prefix: str) -> None:
    """Remove the folders of processes that ended without doing so."""
    for path in root.glob(f"{prefix}*"):
        with suppress(OSError):
            state = path.lstat()
            own = not hasattr(os, "getuid") or state.st_uid == os.getuid()
            if own and stat.S_ISDIR(state.st_mode) and not _is_held(path, prefix, state.st_mtime):
                shutil.rmtree(path, ignore_errors=True)


def _is_held(path: Path, prefix: str, changed: float) -> bool:
    """Check whether a process holds a folder; one that is no such folder is not ours to remove."""
    age = time.time() - changed
    if path.name.startswith(f"{prefix}{_BEGUN}"):
        return age < (_BEGUN_S if sys.platform != "win32" else _UNLOCKED_S)
    try:
        descriptor = os.open(path / _LOCK, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return True
    with open(descriptor, "rb+") as file:  # noqa: PTH123  (a descriptor, not a path)
        try:
            _lock(file)
        except BlockingIOError:
            return True
        except OSError:
            return age < _UNLOCKED_S
    return False


def _lock(file: IO[bytes]) -> None:
    """Lock a file for this process, where the system knows such locks.

    Raises
    ------
    BlockingIOError
        If another process has it.
    """
    if sys.platform != "win32":
        import fcntl  # noqa: PLC0415

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def files_below(folder: Path) -> Iterator[Path]:
    """List the files below a folder; folders that others remove meanwhile hold none."""
    for parent, _, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            with suppress(FileNotFoundError):
                if stat.S_ISREG(path.lstat().st_mode):
                    yield path
