"""The public directory of sites in all its forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.analyses.access.directory.listing import directory_csv, site_directory
from geo.analyses.access.directory.printable import directory_page
from geo.analyses.access.directory.workbook import directory_workbook
from geo.analyses.access.products import Sites

if TYPE_CHECKING:
    from pathlib import Path

    from geo.core.analysis import ExportOptions
    from geo.core.results import Results


def write_directory(results: Results, folder: Path, options: ExportOptions) -> None:
    """Write the directory as CSV, workbook and page to print."""
    city = results.city
    listed = site_directory(results[Sites].frame, results.units.communities)
    named = (city.name, results.period, options.language)
    (folder / "site_directory.csv").write_bytes(directory_csv(listed))
    (folder / "site_directory.xlsx").write_bytes(directory_workbook(listed, *named))
    (folder / "site_directory.html").write_bytes(directory_page(listed, *named, city.note))
