"""The public directory of sites in all its forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.analyses.access.directory.listing import directory_csv, directory_of
from geo.analyses.access.directory.printable import directory_page
from geo.analyses.access.directory.workbook import directory_workbook
from geo.core.analysis import LABELS
from geo.publish.titles import file_name

if TYPE_CHECKING:
    from pathlib import Path

    from geo.core.analysis import ExportOptions
    from geo.core.results import Results


def write_directory(results: Results, folder: Path, options: ExportOptions) -> None:
    """Write the directory as CSV, workbook and page to print."""
    listed, language = directory_of(results), options.language
    in_words = options.headers == LABELS
    made = {
        ".csv": directory_csv(listed, language if in_words else ""),
        ".xlsx": directory_workbook(listed, results, language),
        ".html": directory_page(listed, results, language),
    }
    for suffix, content in made.items():
        named = file_name(results, "directory.sheet", suffix, language)
        (folder / (named if in_words else f"site_directory{suffix}")).write_bytes(content)
