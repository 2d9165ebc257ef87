"""The ``yipan`` command: a thin layer on the pipeline.

Exit codes: 0 done; 1 an input has an issue that stops a run; 2 the command was typed wrongly; 3 a
result could not be written; 4 an issue of Yipan itself. What is ended from outside gives 128 and
the number of the signal. A traceback is shown only where ``YIPAN_DEBUG`` is set: its lines may
quote what was being read.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from geo import __version__
from geo.cli.commands import FOLDER, HELP_LANGUAGE, ISSUE, common, fail, help_of, on_city
from geo.cli.opening import open_city
from geo.cli.plan import plan
from geo.cli.scenario import scenario, scenario_of
from geo.cli.terminal import (
    access_summary,
    account_lines,
    as_json,
    issues_as_json,
    row_lines,
    summary,
    time_lines,
)
from geo.core.analysis import HEADERS, NAMES, ExportOptions
from geo.core.i18n import LANGUAGES, say
from geo.core.issues import YipanError, sentences
from geo.core.progress import StageTimes
from geo.core.temporary import replacing
from geo.formats.limits import OWN_CODE

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from geo.city.folder import City
    from geo.core.progress import Progress


@click.group(help=help_of("cli.yipan"), epilog=help_of("cli.exit_codes"))
@click.version_option(__version__, prog_name="yipan")
def main() -> None:
    """Hold the group of commands; what they start runs no code that lies in the current folder."""
    os.environ.update(OWN_CODE)


@main.command(help=help_of("cli.new"))
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--sample", is_flag=True, help=help_of("cli.new_sample"))
@common
def new(folder: Path, language: str, progress: Progress, *, sample: bool) -> dict[str, Any]:
    """Make a city folder."""
    from geo.cli.new import create  # noqa: PLC0415

    files = create(folder, language, sample=sample, progress=progress)
    names = [file.relative_to(folder).as_posix() for file in files]
    hint = say("cli.new_next", language, folder=folder)
    return {"lines": [*names, hint], "json": {"folder": str(folder), "files": names}}


@main.command(help=help_of("cli.check"))
@common
@on_city
def check(city: City, language: str, progress: Progress) -> dict[str, Any]:
    """List all issues of all files."""
    from geo.pipeline import check as check_city  # noqa: PLC0415

    validation = check_city(city, progress)
    lines = sentences(validation.issues, language)
    lines += row_lines(validation.file_rows, language)
    lines += account_lines(validation.record_account, validation.notes, language)
    verdict = "cli.check_stops" if validation.stops else "cli.check_passes"
    return {
        "lines": [
            *lines,
            say(verdict, language, issues=sum(not issue.is_note for issue in validation.issues)),
        ],
        "json": {
            "stops": validation.stops,
            "issues": issues_as_json(validation.issues, language),
            "rows": as_json(validation.file_rows),
            "record_account": as_json(validation.record_account),
            "notes": as_json(validation.notes),
        },
        "exit": ISSUE if validation.stops else 0,
    }


@main.command(help=help_of("cli.run"))
@click.option("--out", required=True, type=FOLDER, help=help_of("cli.out"))
@click.option("--workers", type=click.IntRange(1), help=help_of("cli.workers"))
@click.option("--scheduler", metavar="URL", help=help_of("cli.scheduler"))
@click.option("--timings", is_flag=True, help=help_of("cli.timings"))
@click.option("--scenario", metavar="NAME", default="", help=help_of("cli.run_scenario"))
@common
@on_city
def run(
    city: City,
    out: Path,
    language: str,
    progress: Progress,
    *,
    timings: bool,
    scenario: str,
    **cluster: Any,
) -> dict[str, Any]:
    """Hold a city against its standards and write the tables."""
    workers, scheduler = cluster["workers"], cluster["scheduler"]
    if workers and scheduler:
        raise click.UsageError(say("cli.workers_or_scheduler", language))
    from geo.analyses.population.model import Population  # noqa: PLC0415
    from geo.export import write_run  # noqa: PLC0415
    from geo.kept_results import run_and_keep  # noqa: PLC0415

    count, times = None, StageTimes(progress)
    if workers or scheduler:
        from geo.analyses.population.cluster import Cluster  # noqa: PLC0415

        count = Cluster(workers or 1, scheduler or "", times=times).count_records
    asked = scenario_of(city, scenario) if scenario else None
    results = run_and_keep(city, times, count)
    more: dict[str, pd.DataFrame] = {}
    if asked is not None:
        from geo.scenarios.comparison import run_scenario  # noqa: PLC0415

        results, more = run_scenario(city, results, asked, times)
    files = write_run(results, out, progress=times, more=more)
    seconds = times.total() if timings else {}
    return {
        "lines": [
            *sentences(results.issues, language),
            *row_lines(results[Population].file_rows, language),
            *account_lines(results[Population].record_account, results[Population].notes, language),
            summary(results, language),
            *access_summary(results, language),
            *[str(file) for file in files],
            *time_lines(seconds, language),
        ],
        "json": {
            "name": results.city.name,
            "period": results.period,
            "total": as_json(results.city_total)[0],
            "issues": issues_as_json(results.issues, language),
            "rows": as_json(results[Population].file_rows),
            "record_account": as_json(results[Population].record_account),
            "notes": as_json(results[Population].notes),
            "files": [str(file) for file in files],
            **({"processor_seconds": seconds} if timings else {}),
        },
    }


@main.command(help=help_of("cli.export"))
@click.option("--out", required=True, type=FOLDER, help=help_of("cli.out"))
@click.option(
    "--format",
    "formats",
    multiple=True,
    default=("xlsx",),
    show_default=True,
    help=help_of("cli.format"),
)
@click.option("--service", default="", help=help_of("cli.service"))
@click.option("--mode", default="", help=help_of("cli.mode"))
@click.option("--minutes", type=click.IntRange(1, 600), help=help_of("cli.minutes"))
@click.option("--origins", default="communities", show_default=True, help=help_of("cli.origins"))
@click.option("--district", default="", help=help_of("cli.district"))
@click.option(
    "--heads", "headers", type=click.Choice(HEADERS), default=NAMES, help=help_of("cli.headers")
)
@common
@on_city
def export(
    city: City,
    out: Path,
    formats: tuple[str, ...],
    language: str,
    progress: Progress,
    **selection: Any,
) -> dict[str, Any]:
    """Write the results in formats for office and GIS."""
    from geo.export import export as export_results  # noqa: PLC0415
    from geo.kept_results import results_of  # noqa: PLC0415

    results = results_of(city, progress)
    options = ExportOptions(language, **selection)
    files = export_results(results, out, formats, options, progress=progress)
    names = [str(file) for file in files]
    return {"lines": names, "json": {"files": names}}


@main.command(help=help_of("cli.streets"))
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--fetch", is_flag=True, help=help_of("cli.streets_fetch"))
@click.option("--around", metavar="PLACE", default="", help=help_of("cli.streets_around"))
@click.option("--convert", is_flag=True, help=help_of("cli.streets_convert"))
@common
def streets(
    folder: Path, around: str, language: str, progress: Progress, *, fetch: bool, convert: bool
) -> dict[str, Any]:
    """Fetch, convert or inspect the street network of a city."""
    from geo.cli import streets as street_report  # noqa: PLC0415
    from geo.cli.cache import nothing_kept  # noqa: PLC0415
    from geo.network.streets import kept_file  # noqa: PLC0415

    city = open_city(folder)
    configured = city.settings.streets
    if fetch or around:
        progress("stage.streets", 0.0)
        city = street_report.fetch(city, around)
        progress("stage.streets", 1.0)
    network = street_report.opened(city)
    if convert:
        converted = kept_file(folder, city.store, city.settings.streets)
        files = [] if converted is None else [str(converted)]
        return {"lines": files or [nothing_kept(language)], "json": {"files": files}}
    report = street_report.report(city, network, language)
    if city.settings.streets.name != configured.name:
        report["lines"].append(say("streets.name_it", language, file=city.settings.streets.name))
    return report


@main.command(help=help_of("cli.schema"))
@click.option("--out", metavar="FILE", type=FOLDER, help=help_of("cli.schema_out"))
@common
def schema(
    out: Path | None,
    language: str,
    progress: Progress,  # noqa: ARG001  (all commands take it)
) -> dict[str, Any]:
    """Write a JSON schema of ``city.toml``."""
    from geo.city.settings_schema import json_schema  # noqa: PLC0415

    document = json_schema(language)
    text = json.dumps(document, ensure_ascii=False, indent=2)
    if out is None:
        return {"lines": [text], "json": document}
    with replacing(out) as written:
        written.write_text(f"{text}\n", encoding="utf-8")
    line = say("cli.schema_written", language, file=out, name=out.name)
    return {"lines": [line], "json": {"file": str(out)}}


@main.command(help=help_of("cli.cache"))
@click.argument("folder", metavar="[DIR]", required=False, type=FOLDER)
@click.option("--clear", is_flag=True, help=help_of("cli.cache_clear"))
@common
def cache(
    folder: Path | None,
    language: str,
    progress: Progress,  # noqa: ARG001  (all commands take it)
    *,
    clear: bool,
) -> dict[str, Any]:
    """List what is kept between runs, or clear it."""
    from geo.cli.cache import report  # noqa: PLC0415

    return report(folder, language, clear=clear)


@main.command(help=help_of("cli.app"))
@click.argument("folder", metavar="[DIR]", required=False, type=FOLDER)
@click.option("--port", type=click.IntRange(1024, 65535), default=8501, show_default=True)
@click.option("--address", default="127.0.0.1", show_default=True, help=help_of("cli.address"))
@click.option("--host-name", "hosts", multiple=True, help=help_of("cli.host_name"))
@click.option("--browser/--no-browser", default=True, help=help_of("cli.browser"))
@click.option(
    "--keep-hours",
    type=click.FloatRange(0, 24),
    default=8,
    show_default=True,
    help=help_of("cli.keep_hours"),
)
@click.option("--language", type=click.Choice(LANGUAGES), help=help_of("cli.language"))
def app(
    folder: Path | None,
    language: str | None,
    *,
    browser: bool,
    keep_hours: float,
    **address: Any,
) -> None:
    """Open the app on a city; without a folder, on the sample city."""
    from geo.app.launcher import Address, serve  # noqa: PLC0415

    language = language or HELP_LANGUAGE
    os.environ["YIPAN_KEEP_HOURS"] = f"{keep_hours:g}"  # read by the server, which is started here
    try:
        sys.exit(serve(folder, Address(**address), language, browser=browser))
    except YipanError as error:
        fail(error, language, machine=False)


main.add_command(plan)
main.add_command(scenario)
