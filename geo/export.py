"""What a run and an export leave in a folder: all that the analyses declare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.analyses import ANALYSES
from geo.core.analysis import LABELS, UNIT_TABLES, columns_of, in_order, load, meaning_of
from geo.core.columns import CODES_FIRST
from geo.core.digests import file_digest
from geo.core.i18n import say
from geo.core.issues import Issue, OutputError
from geo.core.periods import first_day
from geo.core.progress import Progress, silent
from geo.core.results import UnitTables
from geo.publish import layers
from geo.publish.csv import csv_bytes
from geo.publish.labels import FrameT, labelled
from geo.publish.layers import unit_layers, write_geoparquet, write_layers
from geo.publish.manifest import manifest_bytes
from geo.publish.staging import MANIFEST, staged
from geo.publish.titles import file_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from geo.core.analysis import Analysis, Column, ExportOptions
    from geo.core.results import Results


def write_run(
    results: Results,
    out: Path,
    progress: Progress = silent,
    analyses: Sequence[Analysis] = ANALYSES,
    more: Mapping[str, pd.DataFrame] | None = None,
) -> list[Path]:
    """Write the files of a run.

    ``communities.parquet`` (GeoParquet), every table of :func:`tables_of` as CSV, the layers of the
    analyses and ``manifest.json``. The same results give the same bytes.

    Parameters
    ----------
    results
        What to write.
    out
        The folder; made if it is not there, its files of these names replaced.
    progress
        Told of the stage ``"stage.write"``.
    analyses
        Whose files to write.
    more
        Tables to write beside those of the analyses, by name: those of a scenario.

    Returns
    -------
    list of Path
        The files, the manifest last.

    Raises
    ------
    OutputError
        If the folder cannot be written to, or a result would replace an input.
    """
    progress("stage.write", 0)
    with staged(out, results.input_digests.values()) as folder:
        write_geoparquet(results.communities, folder / "communities.parquet")
        for name, frame in (tables_of(results, analyses) | dict(more or {})).items():
            (folder / f"{name}.csv").write_bytes(csv_bytes(frame))
        for analysis in analyses:
            for layer in analysis.layers:
                load(layer.write)(results, folder / layer.file)
        progress("stage.write", 0.8)
        written = sorted(folder.iterdir())
        digests = {path.name: file_digest(path) for path in written}
        sections = [load(analysis.manifest)(results) for analysis in analyses if analysis.manifest]
        sections_by_name = {
            name: entries for section in sections for name, entries in section.items()
        }
        (folder / MANIFEST).write_bytes(manifest_bytes(results, digests, sections_by_name))
    progress("stage.write", 1)
    return [out / name for name in [*digests, MANIFEST]]


def tables_of(results: Results, analyses: Sequence[Analysis] = ANALYSES) -> dict[str, pd.DataFrame]:
    """Make all tables of a run that the analyses declare.

    Returns
    -------
    dict
        ``communities`` (without geometry), ``subdistricts`` and ``districts`` with what each
        analysis adds, then the tables that are not of units, without those nobody asked for.
    """
    made = {
        table.name: load(table.rows)(results)
        for analysis in analyses
        for table in analysis.tables
        if table.rows
    }
    return unit_tables_of(results) | {
        name: frame for name, frame in made.items() if frame is not None
    }


def unit_tables_of(results: Results) -> dict[str, pd.DataFrame]:
    """Join ``communities`` (without geometry), ``subdistricts`` and ``districts``."""
    return {
        level: getattr(results, level).drop(columns="geometry", errors="ignore")
        for level in UNIT_TABLES
    }


def declared_columns(analyses: Sequence[Analysis] = ANALYSES) -> dict[str, tuple[Column, ...]]:
    """List the columns of every table of :func:`tables_of` as declared, in their order."""
    communities = columns_of("geo.core", "communities")
    first = [column for column in communities if column.name in CODES_FIRST]
    declared = {
        "communities": (*first, *_added("communities", analyses), *communities[len(first) :]),
        **{
            level: (*columns_of("geo.core", level), *_added(level, analyses))
            for level in UNIT_TABLES[1:]
        },
    }
    return declared | {
        table.name: columns_of(analysis.package, table.name)
        for analysis in analyses
        for table in analysis.tables
        if table.rows
    }


def table_meanings(analyses: Sequence[Analysis] = ANALYSES) -> dict[str, Mapping[str, str]]:
    """List what a row of every table of :func:`tables_of` is, in both languages."""
    return {level: meaning_of("geo.core", level) for level in UNIT_TABLES} | {
        table.name: meaning_of(analysis.package, table.name)
        for analysis in analyses
        for table in analysis.tables
        if table.rows
    }


def _added(level: str, analyses: Sequence[Analysis]) -> list[Column]:
    return [
        column
        for analysis in in_order(analyses)
        for table in analysis.tables
        if table.name == level
        for column in columns_of(analysis.package, level)
    ]


def formats(analyses: Sequence[Analysis] = ANALYSES) -> dict[str, str]:
    """List the forms that ``--format`` knows, with the reference to what writes each."""
    wide = {**_UNIT_FORMATS, "tables": "geo.export:write_tables"}
    return wide | {form.name: form.write for analysis in analyses for form in analysis.exports}


def export(
    results: Results,
    out: Path,
    names: Iterable[str],
    options: ExportOptions,
    progress: Progress = silent,
    analyses: Sequence[Analysis] = ANALYSES,
) -> list[Path]:
    """Write the results in forms for office and GIS.

    Parameters
    ----------
    results
        What to write.
    out
        The folder; made if it is not there, its files of these names replaced.
    names
        Keys of :func:`formats`: the tables of units (``"csv"``, ``"parquet"``, ``"gpkg"``,
        ``"geojson"``) and what the analyses declare, such as ``"xlsx"``.
    options
        What else is asked.
    progress
        Told of the stage ``"stage.write"``.
    analyses
        Whose forms are known.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    OutputError
        For a form, mode, service or district that is not known, a form that is not by district, if
        the folder cannot be written to, or if a result would replace an input. Nothing is written
        then.
    """
    writers = formats(analyses)
    requested = list(dict.fromkeys(names))
    unknown = [name for name in requested if name not in writers]
    if unknown:
        known_formats = ", ".join(writers)
        raise OutputError(
            *(
                Issue(_unknown(name), severity="error", value=name, more={"known": known_formats})
                for name in unknown
            )
        )
    results = _of_district(results, options.district, requested, analyses)
    with staged(out, results.input_digests.values()) as folder:
        for number, name in enumerate(requested):
            progress("stage.write", number / len(requested))
            load(writers[name])(results, folder, options)
        files = sorted(path.name for path in folder.iterdir())
    progress("stage.write", 1)
    return [out / name for name in files]


def _of_district(
    results: Results, wanted: str, names: Sequence[str], analyses: Sequence[Analysis]
) -> Results:
    """Return the results of a district by its code or name; all of them where none is asked for."""
    if not wanted:
        return results
    by_district = {
        *_UNIT_FORMATS,
        *(form.name for analysis in analyses for form in analysis.exports if form.by_district),
    }
    if whole := [name for name in names if name not in by_district]:
        known = ", ".join(name for name in formats(analyses) if name in by_district)
        raise OutputError(
            *(
                Issue("issue.format_district", severity="error", value=name, more={"known": known})
                for name in whole
            )
        )
    districts = results.units.districts.dropna(subset="district_code")
    found = districts[(districts[["district_code", "district_name"]] == wanted).any(axis=1)]
    if len(found) != 1:
        pairs = districts[["district_code", "district_name"]].itertuples(index=False)
        known = ", ".join(f"{code} {name}" for code, name in pairs)
        raise OutputError(
            Issue("issue.district", severity="error", value=wanted, more={"known": known})
        )
    return results.of_district(found["district_code"].iloc[0])


def _unknown(name: str) -> str:
    return "issue.no_shapefile" if name in {"shp", "shapefile"} else "issue.format"


def write_csv(results: Results, folder: Path, options: ExportOptions) -> None:
    """Write communities, subdistricts and districts as CSV."""
    for name, frame in unit_tables_of(results).items():
        path = folder / _file_name(results, name, ".csv", options)
        path.write_bytes(csv_bytes(_headed(frame, options, name)))


def write_tables(results: Results, folder: Path, options: ExportOptions) -> None:
    """Write every table of a run as CSV."""
    for name, frame in tables_of(results).items():
        path = folder / _file_name(results, name, ".csv", options)
        path.write_bytes(csv_bytes(_headed(frame, options, name)))


def write_parquet(results: Results, folder: Path, options: ExportOptions) -> None:
    """Write the communities as GeoParquet."""
    path = folder / _file_name(results, "communities", ".parquet", options)
    write_geoparquet(_headed(results.communities, options), path)


def write_gpkg(results: Results, folder: Path, options: ExportOptions) -> None:
    """Write communities, subdistricts and districts as GeoPackage."""
    tables = UnitTables(results.communities, results.subdistricts, results.districts)
    path = folder / _file_name(results, "staff_shortfall", ".gpkg", options)
    layers = {
        _layer_name(name, options): _headed(layer, options)
        for name, layer in unit_layers(tables).items()
    }
    write_layers(layers, path, first_day(results.period))


def write_geojson(results: Results, folder: Path, options: ExportOptions) -> None:
    """Write the communities as GeoJSON."""
    path = folder / _file_name(results, "communities", ".geojson", options)
    layers.write_geojson(_headed(results.communities, options), path)


def _headed(frame: FrameT, options: ExportOptions, table: str = "") -> FrameT:
    """Return a table under the headers that are asked for."""
    return labelled(frame, options.language, table) if options.headers == LABELS else frame


def _file_name(results: Results, table: str, suffix: str, options: ExportOptions) -> str:
    """Return the name of a file: of place, period and table in words, or that of programs."""
    if options.headers != LABELS:
        return f"{table}{suffix}"
    return file_name(results, f"table.{table}", suffix, options.language)


def _layer_name(name: str, options: ExportOptions) -> str:
    return say(f"table.{name}", options.language) if options.headers == LABELS else name


_UNIT_FORMATS: Final[Mapping[str, str]] = {
    "csv": "geo.export:write_csv",
    "parquet": "geo.export:write_parquet",
    "gpkg": "geo.export:write_gpkg",
    "geojson": "geo.export:write_geojson",
}
