"""Results appear in their folder whole or not at all."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from geo.core import temporary
from geo.core.digests import file_digest
from geo.core.issues import Issue, OutputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

MANIFEST: Final = "manifest.json"
_READY: Final = ".yipan-ready"  # holds whole results that have yet to take their places


@contextmanager
def staged(out: Path, inputs: Collection[str] = ()) -> Iterator[Path]:
    """Provide a folder to write in; at the end its files take their places in ``out``.

    A run that is cut short while writing leaves ``out`` as it was. From the moment on at which all
    is written, the new results count: what takes their places then, one file after the other and
    the manifest last, is finished by whoever writes there next, should this process be ended. So
    two runs at once leave the results of one of them.

    Parameters
    ----------
    out
        The folder of the results; made if it is not there. Files of the same name are replaced,
        others are left alone.
    inputs
        sha256 of the input files. A file in ``out`` that is one of them is never replaced.

    Yields
    ------
    Path
        A hidden folder in ``out``.

    Raises
    ------
    OutputError
        If ``out`` is a file, cannot be written to, or if a result would replace an input.
    """
    if out.exists() and not out.is_dir():
        raise OutputError(Issue("issue.out_is_file", severity="error", file=str(out)))
    try:
        out.mkdir(parents=True, exist_ok=True)
        _take_places(out)
        with temporary.folder_in(out) as folder:
            yield folder
            _refuse_to_replace(out, {result.name for result in folder.iterdir()}, inputs)
            _make_ready(folder, out)
            try:
                _take_places(out)
            except KeyboardInterrupt:  # the results count already: let them be whole
                _take_places(out)
                raise
    except OutputError:
        raise
    except OSError as error:
        raise _not_writable(out, error) from error
    except RuntimeError as error:
        if not _is_of_gdal(error):
            raise
        raise _not_writable(out, OSError(errno.EIO, type(error).__name__)) from error


def _is_of_gdal(error: RuntimeError) -> bool:
    """Check for what GDAL says when it cannot write: a full disk has no number of its own there."""
    return type(error).__module__ == "pyogrio.errors"


def _make_ready(folder: Path, out: Path) -> None:
    """Let the results count; where those of another run do, they take their places first."""
    while True:
        try:
            folder.rename(out / _READY)
        except OSError:
            if not _is_ready(out):
                raise
            _take_places(out)
        else:
            return


def _take_places(out: Path) -> None:
    """Move what is ready to its place; another process may be doing the same."""
    if not _is_ready(out):
        return
    ready = out / _READY
    with suppress(FileNotFoundError):
        for result in sorted(ready.iterdir(), key=lambda path: (path.name == MANIFEST, path.name)):
            with suppress(FileNotFoundError):
                result.replace(out / result.name)
    with suppress(OSError):  # it holds what another run has made ready meanwhile
        ready.rmdir()


def _is_ready(out: Path) -> bool:
    return (out / _READY).is_dir() and not (out / _READY).is_symlink()


def _refuse_to_replace(out: Path, names: Collection[str], inputs: Collection[str]) -> None:
    """Raise for everything in the folder that must not be replaced, all at once."""
    existing = [path for path in sorted(out.iterdir()) if path.name in names]
    issues = [
        Issue(_obstacle(path), severity="error", file=str(path))
        for path in existing
        if not path.is_file() or file_digest(path) in inputs
    ]
    if issues:
        raise OutputError(*issues)


def _obstacle(path: Path) -> str:
    return "issue.out_is_input" if path.is_file() else "issue.out_is_folder"


def _not_writable(out: Path, error: OSError) -> OutputError:
    where = error.filename2 or error.filename or out
    why = error.strerror or os.strerror(error.errno or 0)
    return OutputError(
        Issue("issue.out_not_writable", severity="error", file=str(where), more={"why": why})
    )
