"""What a run and an export leave in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.core.digests import file_digest
from geo.core.issues import Issue, OutputError
from geo.core.progress import Progress, silent
from geo.publish.staging import MANIFEST, staged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    import pandas as pd

    from geo.core.results import Results


def write_run(results: Results, out: Path, progress: Progress = silent) -> list[Path]:
    """Write the files of a run.

    ``communities.parquet`` (GeoParquet) and ``.csv``, ``subdistricts.csv``, ``districts.csv``,
    ``origins.csv`` (people of the city by today's prefecture), ``corridors.csv`` and ``.gpkg``,
    ``sharing.csv``, ``sources.csv`` (two sources side by side), ``rejected_records.csv`` (file,
    row, reason), ``record_account.csv`` and ``manifest.json``. The same plan gives the same bytes.

    Parameters
    ----------
    results
        What to write.
    out
        The folder; made if it is not there, its files of these names replaced.
    progress
        Told of the stage ``"stage.write"``.

    Returns
    -------
    list of Path
        The files, the manifest last.

    Raises
    ------
    OutputError
        If the folder cannot be written to, or a result would replace an input.
    """
    from geo.analyses.access.tables import access_entry  # noqa: PLC0415  (the command starts lean)
    from geo.publish.csv import csv_bytes  # noqa: PLC0415
    from geo.publish.manifest import manifest_bytes  # noqa: PLC0415

    progress("stage.write", 0)
    with staged(out, results.files.values()) as folder:
        for write in (_parquet, _csv):
            write(results, folder, results.language)
        for name, frame in detail_tables(results).items():
            (folder / f"{name}.csv").write_bytes(csv_bytes(frame))
        _corridor_layers(results, folder)
        progress("stage.write", 0.8)
        written = sorted(folder.iterdir())
        digests = {path.name: file_digest(path) for path in written}
        manifest = manifest_bytes(results, digests, {"accessibility": access_entry(results)})
        (folder / MANIFEST).write_bytes(manifest)
    progress("stage.write", 1)
    return [out / name for name in [*digests, MANIFEST]]


def detail_tables(results: Results) -> dict[str, pd.DataFrame]:
    """List the tables of a run that are not of places.

    Returns
    -------
    dict
        ``origins`` (people of the city by ``period``, ``province_code``, ``province_name``,
        ``prefecture_code``, ``prefecture_name`` and ``state``; those not resolved in rows of their
        own),
        ``accessibility`` (see :func:`geo.analyses.access.tables.access_table`), ``corridors`` (see
        :func:`geo.analyses.corridors.tables.corridor_table`), ``sharing``, ``sources`` (of the
        plan, with ``community_name``), ``rejected_records`` and ``record_account``.
    """
    from geo.analyses.access.tables import access_table  # noqa: PLC0415
    from geo.analyses.corridors.model import Corridors  # noqa: PLC0415
    from geo.analyses.corridors.tables import corridor_table  # noqa: PLC0415
    from geo.analyses.population.tables import origins_table, sources_table  # noqa: PLC0415
    from geo.analyses.sharing.methods.resource_sharing import no_sharing  # noqa: PLC0415

    return {
        "origins": origins_table(results.origins),
        "accessibility": access_table(results),
        "corridors": corridor_table(results[Corridors]),
        "sharing": results.sharing if len(results.sharing.columns) else no_sharing(),
        "sources": sources_table(results),
        "rejected_records": results.rejected_records,
        "record_account": results.record_account,
    }


def export(
    results: Results,
    out: Path,
    formats: Iterable[str],
    language: str,
    progress: Progress = silent,
) -> list[Path]:
    """Write the results in forms for office and GIS.

    Parameters
    ----------
    results
        What to write.
    out
        The folder; made if it is not there, its files of these names replaced.
    formats
        Keys of :data:`FORMATS`: ``"xlsx"`` (the workbook of shortfalls), ``"csv"``, ``"parquet"``,
        ``"gpkg"``, ``"geojson"``, ``"directory"`` (the public directory of sites as CSV, workbook
        and page to print), ``"corridors"`` (workbook and agreements to sign).
    language
        ``"zh"`` or ``"en"``: the words of the workbook. Columns of tables and layers keep their
        names, which programs read.
    progress
        Told of the stage ``"stage.write"``.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    OutputError
        For a form that is not known, if the folder cannot be written to, or if a result would
        replace an input. Nothing is written then.
    """
    wanted = list(dict.fromkeys(formats))
    unknown = [name for name in wanted if name not in FORMATS]
    if unknown:
        known = ", ".join(FORMATS)
        raise OutputError(
            *(
                Issue(_unknown(name), severity="error", value=name, more={"known": known})
                for name in unknown
            )
        )
    with staged(out, results.files.values()) as folder:
        for done, name in enumerate(wanted):
            progress("stage.write", done / len(wanted))
            FORMATS[name](results, folder, language)
        names = sorted(path.name for path in folder.iterdir())
    progress("stage.write", 1)
    return [out / name for name in names]


def _unknown(name: str) -> str:
    return "issue.no_shapefile" if name in {"shp", "shapefile"} else "issue.format"


def _xlsx(results: Results, folder: Path, language: str) -> None:
    from geo.analyses.staffing.workbook import workbook_bytes  # noqa: PLC0415

    (folder / "staff_shortfall.xlsx").write_bytes(workbook_bytes(results, language))


def _csv(results: Results, folder: Path, _language: str) -> None:
    from geo.publish.csv import csv_bytes, results_tables  # noqa: PLC0415

    for name, frame in results_tables(results).items():
        (folder / f"{name}.csv").write_bytes(csv_bytes(frame))


def _parquet(results: Results, folder: Path, _language: str) -> None:
    from geo.publish.layers import write_geoparquet  # noqa: PLC0415

    write_geoparquet(results, folder / "communities.parquet")


def _gpkg(results: Results, folder: Path, _language: str) -> None:
    from geo.core.periods import first_day  # noqa: PLC0415
    from geo.publish.layers import write_geopackage  # noqa: PLC0415

    write_geopackage(results, folder / "staff_shortfall.gpkg", first_day(results.period))


def _geojson(results: Results, folder: Path, _language: str) -> None:
    from geo.publish.layers import write_geojson  # noqa: PLC0415

    write_geojson(results, folder / "communities.geojson")


def _directory(results: Results, folder: Path, language: str) -> None:
    from geo.analyses.access.directory.listing import directory_csv, site_directory  # noqa: PLC0415
    from geo.analyses.access.directory.printable import directory_page  # noqa: PLC0415
    from geo.analyses.access.directory.workbook import directory_workbook  # noqa: PLC0415

    listed = site_directory(results.sites, results.communities)
    named = (results.name, results.period, language)
    (folder / "site_directory.csv").write_bytes(directory_csv(listed))
    (folder / "site_directory.xlsx").write_bytes(directory_workbook(listed, *named))
    (folder / "site_directory.html").write_bytes(directory_page(listed, *named, results.note))


def _corridors(results: Results, folder: Path, language: str) -> None:
    from geo.analyses.corridors.agreement_drafts import drafts_table  # noqa: PLC0415
    from geo.analyses.corridors.model import Corridors  # noqa: PLC0415
    from geo.analyses.corridors.workbook import corridor_workbook_bytes  # noqa: PLC0415
    from geo.publish.csv import csv_bytes  # noqa: PLC0415

    (folder / "corridors.xlsx").write_bytes(corridor_workbook_bytes(results, language))
    drafts = drafts_table(results[Corridors], language)
    (folder / "agreements_to_sign.csv").write_bytes(csv_bytes(drafts))


def _corridor_layers(results: Results, folder: Path) -> None:
    from geo.analyses.corridors.tables import write_corridor_geopackage  # noqa: PLC0415
    from geo.core.periods import first_day  # noqa: PLC0415

    write_corridor_geopackage(results, folder / "corridors.gpkg", first_day(results.period))


FORMATS: Final[Mapping[str, Callable[[Results, Path, str], None]]] = {
    "xlsx": _xlsx,
    "csv": _csv,
    "parquet": _parquet,
    "gpkg": _gpkg,
    "geojson": _geojson,
    "directory": _directory,
    "corridors": _corridors,
}
