"""What all commands share: their options, and issues as sentences."""

from __future__ import annotations

import functools
import io
import json
import os
import signal
import sys
import traceback
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.opening import open_city
from geo.cli.terminal import Bars, interface_language, issues_as_json
from geo.core.control_characters import visible
from geo.core.i18n import LANGUAGES, say
from geo.core.issues import Issue, OutputError, UnexpectedError, YipanError
from geo.core.progress import silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HELP_LANGUAGE = interface_language()
ISSUE, USAGE, NOT_WRITTEN, UNEXPECTED, ENDED = 1, 2, 3, 4, 128
DEBUG = "YIPAN_DEBUG"

FOLDER = click.Path(path_type=Path)  # what is wrong with one is told in a sentence of ours


def help_of(key: str, **values: object) -> str:
    """Return the help of a command or an option, in the language of the system."""
    return say(key, HELP_LANGUAGE, **values)


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add to a command what all have: --language, --quiet and --json, and sentences for issues."""

    @click.option("--language", type=click.Choice(LANGUAGES), help=help_of("cli.language"))
    @click.option("--quiet", is_flag=True, help=help_of("cli.quiet"))
    @click.option("--json", "machine", is_flag=True, help=help_of("cli.json"))
    @functools.wraps(command)
    def guarded(language: str | None, *, quiet: bool, machine: bool, **arguments: Any) -> None:
        language = language or HELP_LANGUAGE
        _show_anyway()
        progress = silent if quiet or machine else Bars(language)
        try:
            with _signals():
                report = command(language=language, progress=progress, **arguments)
        except YipanError as error:
            fail(error, language, machine=machine)
        except KeyboardInterrupt as end:
            click.echo(say("cli.ended", language), err=True)
            sys.exit(ENDED + (end.args[0] if end.args else signal.SIGINT))
        except click.ClickException:
            raise
        except Exception as error:
            if os.environ.get(DEBUG):
                raise
            fail(_unexpected(error), language, machine=machine)
        if machine:
            click.echo(visible(json.dumps(report["json"], ensure_ascii=False, indent=2)))
        elif not quiet:
            click.echo(visible("\n".join(report["lines"])))
        sys.exit(report.get("exit", 0))

    return guarded


@contextmanager
def _signals() -> Iterator[None]:
    """Let a signal that ends the command clear away first, as Ctrl+C does."""

    def end(number: int, _frame: object) -> None:
        raise KeyboardInterrupt(number)

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, end) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _show_anyway() -> None:
    """Let what a terminal cannot show end no command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _unexpected(error: Exception) -> YipanError:
    """Return an unexpected error by its type and its place in the code.

    And by nothing that was read.
    """
    if isinstance(error, MemoryError):
        return UnexpectedError(Issue("issue.memory", severity="error"))
    if isinstance(error, OSError) and error.strerror:
        where = str(error.filename or "")
        return OutputError(
            Issue("issue.system", severity="error", file=where, value=error.strerror)
        )
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(Path(__file__).parents[1])
    ]
    line_of_code = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "—"
    placeholders = {"place": line_of_code, "debug": DEBUG}
    kind = type(error).__name__
    return UnexpectedError(
        Issue("issue.unexpected", severity="error", value=kind, more=placeholders)
    )


def fail(error: YipanError, language: str, *, machine: bool) -> None:
    """End the command with the sentences of an error and its exit code."""
    if machine:
        click.echo(json.dumps({"issues": issues_as_json(error.issues, language)}, indent=2))
    else:
        click.echo(visible(error.tell(language)), err=True)
    codes = {OutputError: NOT_WRITTEN, UnexpectedError: UNEXPECTED}
    sys.exit(codes.get(type(error), ISSUE))


def on_city(command: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Add --accept-loss to a command on the inputs of a city, and open the city for it."""

    @click.argument("folder", metavar="DIR", type=FOLDER)
    @click.option("--accept-loss", is_flag=True, help=help_of("cli.accept_loss"))
    @functools.wraps(command)
    def opened(folder: Path, *, accept_loss: bool, **arguments: Any) -> dict[str, Any]:
        return command(open_city(folder, accept_loss=accept_loss), **arguments)

    return opened
