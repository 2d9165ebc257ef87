"""Start the app's server on this machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from geo.core.i18n import say
from geo.core.issues import Fault, OutputError

if TYPE_CHECKING:
    from collections.abc import Mapping

HOME: Final = Path(__file__).resolve().parents[2]
LOOPBACK: Final = "127.0.0.1"
ENDING_S: Final = 5


def serve(folder: Path | None, port: int, language: str, *, browser: bool) -> int:
    """Serve the app until it is stopped; return its exit code.

    Parameters
    ----------
    folder
        The city folder; None: the sample city.
    port
        Port on the loopback address.
    browser
        Whether to open a browser, where there is a screen.

    Raises
    ------
    CityError
        If the folder's ``city.toml`` is not valid.
    OutputError
        If the app's files are not there, or the port is taken.
    """
    from geo.city.folder import City  # noqa: PLC0415
    from geo.publish.maps.assets import copy_assets  # noqa: PLC0415

    script = HOME / "app.py"
    if not script.is_file():
        raise OutputError(Fault("fault.no_app", stops=True, file=str(script)))
    if not _is_free(port):
        raise OutputError(Fault("fault.port_taken", stops=True, value=str(port)))
    city = City.open(folder or HOME / "data")
    copy_assets()
    address = f"http://{LOOPBACK}:{port}"
    command = [sys.executable, "-m", "geo.app.server", str(script)]
    options = ["--server.address", LOOPBACK, "--server.port", str(port)]
    environment = {**os.environ, "YIPAN_CITY": str(city.folder), "YIPAN_LANGUAGE": language}
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that `finally` ends the server
    server = subprocess.Popen([*command, *options], env=environment, cwd=HOME)  # noqa: S603
    try:
        while _is_free(port) and server.poll() is None:
            time.sleep(0.1)
        click.echo(say("cli.app_address", language, name=city.settings.name, address=address))
        if browser and _has_screen(os.environ):
            webbrowser.open(address)
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        _end(server)


def _end(server: subprocess.Popen[bytes]) -> None:
    """End the server; one in the middle of working out a city is not waited for."""
    server.terminate()
    try:
        server.wait(ENDING_S)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) != 0


def _has_screen(environment: Mapping[str, str]) -> bool:
    return sys.platform in {"win32", "darwin"} or bool(
        environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    )
