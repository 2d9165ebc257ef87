"""Results appear in their folder whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from geo.core.issues import Fault, OutputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


@contextmanager
def staged(out: Path, inputs: Collection[str] = ()) -> Iterator[Path]:
    """Give a folder to write in; at the end its files take their places in ``out``.

    A run that is cut short while writing leaves ``out`` as it was.

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
        raise OutputError(Fault("fault.out_is_file", stops=True, file=str(out)))
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            dir=out, prefix=".yipan-", ignore_cleanup_errors=True
        ) as folder:
            yield Path(folder)
            results = sorted(Path(folder).iterdir())
            _refuse_to_replace(out, {result.name for result in results}, inputs)
            for result in results:
                result.replace(out / result.name)
    except OutputError:
        raise
    except OSError as error:
        raise _not_writable(out, error) from error


def digest(path: Path) -> str:
    """Return the sha256 of a file."""
    with path.open("rb") as file:
        hashed = sha256()
        while block := file.read(1 << 20):
            hashed.update(block)
    return hashed.hexdigest()


def _refuse_to_replace(out: Path, names: Collection[str], inputs: Collection[str]) -> None:
    """Raise for everything in the folder that must not be replaced, all at once."""
    there = [path for path in sorted(out.iterdir()) if path.name in names]
    faults = [
        Fault(_obstacle(path), stops=True, file=str(path))
        for path in there
        if not path.is_file() or digest(path) in inputs
    ]
    if faults:
        raise OutputError(*faults)


def _obstacle(path: Path) -> str:
    return "fault.out_is_input" if path.is_file() else "fault.out_is_folder"


def _not_writable(out: Path, error: OSError) -> OutputError:
    where = error.filename2 or error.filename or out
    why = error.strerror or os.strerror(error.errno or 0)
    return OutputError(
        Fault("fault.out_not_writable", stops=True, file=str(where), more={"why": why})
    )
