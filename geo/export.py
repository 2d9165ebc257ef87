"""What a run and an export leave in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.core.digests import file_digest
from geo.core.issues import Fault, OutputError
from geo.core.progress import Progress, silent
from geo.publish.staging import MANIFEST, staged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    import pandas as pd

    from geo.core.results import Plan


def write_run(plan: Plan, out: Path, progress: Progress = silent) -> list[Path]:
    """Write the files of a run.

    ``communities.parquet`` (GeoParquet) and ``.csv``, ``streets.csv``, ``districts.csv``,
    ``origins.csv`` (people of the city by today's prefecture), ``corridors.csv`` and ``.gpkg``,
    ``sharing.csv``, ``sources.csv`` (two sources side by side), ``set_aside.csv`` (file, row,
    reason), ``account.csv`` and ``manifest.json``. The same plan gives the same bytes.

    Parameters
    ----------
    plan
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
    from geo.analyses.access.tables import reach_entry  # noqa: PLC0415  (the command starts lean)
    from geo.publish.csv import csv_bytes  # noqa: PLC0415
    from geo.publish.manifest import manifest_bytes  # noqa: PLC0415

    progress("stage.write", 0)
    with staged(out, plan.files.values()) as folder:
        for write in (_parquet, _csv):
            write(plan, folder, plan.language)
        for name, frame in detail_tables(plan).items():
            (folder / f"{name}.csv").write_bytes(csv_bytes(frame))
        _corridor_layers(plan, folder)
        progress("stage.write", 0.8)
        written = sorted(folder.iterdir())
        digests = {path.name: file_digest(path) for path in written}
        manifest = manifest_bytes(plan, digests, {"reach": reach_entry(plan)})
        (folder / MANIFEST).write_bytes(manifest)
    progress("stage.write", 1)
    return [out / name for name in [*digests, MANIFEST]]


def detail_tables(plan: Plan) -> dict[str, pd.DataFrame]:
    """Name the tables of a run that are not of places.

    Returns
    -------
    dict
        ``origins`` (people of the city by ``period``, ``province_code``, ``province_name``,
        ``prefecture_code``, ``prefecture_name`` and ``state``; those not resolved in rows of their
        own),
        ``reach`` (see :func:`geo.analyses.access.tables.reach_table`), ``corridors`` (see
        :func:`geo.analyses.corridors.tables.corridor_table`), ``sharing``, ``sources`` (of the
        plan, with ``community_name``), ``set_aside`` and ``account``.
    """
    from geo.analyses.access.tables import reach_table  # noqa: PLC0415
    from geo.analyses.corridors.model import Corridors  # noqa: PLC0415
    from geo.analyses.corridors.tables import corridor_table  # noqa: PLC0415
    from geo.analyses.population.tables import origins_table, sources_table  # noqa: PLC0415
    from geo.analyses.sharing.methods.resource_sharing import no_sharing  # noqa: PLC0415

    return {
        "origins": origins_table(plan.origins),
        "reach": reach_table(plan),
        "corridors": corridor_table(plan[Corridors]),
        "sharing": plan.sharing if len(plan.sharing.columns) else no_sharing(),
        "sources": sources_table(plan),
        "set_aside": plan.set_aside,
        "account": plan.account,
    }


def export(
    plan: Plan,
    out: Path,
    formats: Iterable[str],
    language: str,
    progress: Progress = silent,
) -> list[Path]:
    """Write the results in forms for office and GIS.

    Parameters
    ----------
    plan
        What to write.
    out
        The folder; made if it is not there, its files of these names replaced.
    formats
        Keys of :data:`FORMATS`: ``"xlsx"`` (the staffing-gap workbook), ``"csv"``, ``"parquet"``,
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
                Fault(_unknown(name), stops=True, value=name, more={"known": known})
                for name in unknown
            )
        )
    with staged(out, plan.files.values()) as folder:
        for done, name in enumerate(wanted):
            progress("stage.write", done / len(wanted))
            FORMATS[name](plan, folder, language)
        names = sorted(path.name for path in folder.iterdir())
    progress("stage.write", 1)
    return [out / name for name in names]


def _unknown(name: str) -> str:
    return "fault.no_shapefile" if name in {"shp", "shapefile"} else "fault.format"


def _xlsx(plan: Plan, folder: Path, language: str) -> None:
    from geo.analyses.staffing.workbook import workbook_bytes  # noqa: PLC0415

    (folder / "staffing_gap.xlsx").write_bytes(workbook_bytes(plan, language))


def _csv(plan: Plan, folder: Path, _language: str) -> None:
    from geo.publish.csv import csv_bytes, plan_tables  # noqa: PLC0415

    for name, frame in plan_tables(plan).items():
        (folder / f"{name}.csv").write_bytes(csv_bytes(frame))


def _parquet(plan: Plan, folder: Path, _language: str) -> None:
    from geo.publish.layers import write_geoparquet  # noqa: PLC0415

    write_geoparquet(plan, folder / "communities.parquet")


def _gpkg(plan: Plan, folder: Path, _language: str) -> None:
    from geo.core.periods import first_day  # noqa: PLC0415
    from geo.publish.layers import write_geopackage  # noqa: PLC0415

    write_geopackage(plan, folder / "staffing_gap.gpkg", first_day(plan.period))


def _geojson(plan: Plan, folder: Path, _language: str) -> None:
    from geo.publish.layers import write_geojson  # noqa: PLC0415

    write_geojson(plan, folder / "communities.geojson")


def _directory(plan: Plan, folder: Path, language: str) -> None:
    from geo.analyses.access.directory.listing import directory_csv, site_directory  # noqa: PLC0415
    from geo.analyses.access.directory.printable import directory_page  # noqa: PLC0415
    from geo.analyses.access.directory.workbook import directory_workbook  # noqa: PLC0415

    listed = site_directory(plan.sites, plan.communities)
    named = (plan.name, plan.period, language)
    (folder / "site_directory.csv").write_bytes(directory_csv(listed))
    (folder / "site_directory.xlsx").write_bytes(directory_workbook(listed, *named))
    (folder / "site_directory.html").write_bytes(directory_page(listed, *named, plan.note))


def _corridors(plan: Plan, folder: Path, language: str) -> None:
    from geo.analyses.corridors.agreement_drafts import drafts_table  # noqa: PLC0415
    from geo.analyses.corridors.model import Corridors  # noqa: PLC0415
    from geo.analyses.corridors.workbook import corridor_workbook_bytes  # noqa: PLC0415
    from geo.publish.csv import csv_bytes  # noqa: PLC0415

    (folder / "corridors.xlsx").write_bytes(corridor_workbook_bytes(plan, language))
    drafts = drafts_table(plan[Corridors], language)
    (folder / "agreements_to_sign.csv").write_bytes(csv_bytes(drafts))


def _corridor_layers(plan: Plan, folder: Path) -> None:
    from geo.analyses.corridors.tables import write_corridor_geopackage  # noqa: PLC0415
    from geo.core.periods import first_day  # noqa: PLC0415

    write_corridor_geopackage(plan, folder / "corridors.gpkg", first_day(plan.period))


FORMATS: Final[Mapping[str, Callable[[Plan, Path, str], None]]] = {
    "xlsx": _xlsx,
    "csv": _csv,
    "parquet": _parquet,
    "gpkg": _gpkg,
    "geojson": _geojson,
    "directory": _directory,
    "corridors": _corridors,
}
