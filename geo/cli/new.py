"""Make a city folder: an empty one to fill, or the sample city."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

from geo.city.schemas import headers
from geo.city.settings import CITY_FILE
from geo.city.settings_template import city_template
from geo.core.issues import Issue, OutputError
from geo.core.progress import Progress, silent
from geo.sample import build

if TYPE_CHECKING:
    from pathlib import Path

TABLE_FILES: Final = {
    "records": "records/records.csv",
    "staff": "staff.csv",
    "sites": "sites.csv",
    "agreements": "agreements.csv",
}
"""The tables of a new city: nothing but headers. Boundaries are the user's to bring."""


def create(
    folder: Path, language: str, *, sample: bool = False, progress: Progress = silent
) -> list[Path]:
    """Make a city folder.

    Parameters
    ----------
    folder
        Where; must not exist, or be empty.
    language
        Language of the headers and of the comments in ``city.toml``.
    sample
        Whether to make the sample city instead of an empty one.

    Returns
    -------
    list of Path
        The files made.

    Raises
    ------
    OutputError
        If something is there already: nothing is overwritten.
    """
    if folder.exists() and any(folder.iterdir()):
        raise OutputError(Issue("issue.folder_not_empty", severity="error", file=str(folder)))
    if sample:
        build(folder, progress=progress)
    else:
        _write_empty(folder, language)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _write_empty(folder: Path, language: str) -> None:
    (folder / "boundaries").mkdir(parents=True)
    (folder / CITY_FILE).write_text(city_template(language), encoding="utf-8")
    for table, name in TABLE_FILES.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        # With a mark at the start, Excel and WPS read the file as UTF-8.
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerow(headers(table, language))
