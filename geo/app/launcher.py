"""Start the app's server on this machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from geo.app.hosts import ALLOWED, LOOPBACK
from geo.city.folder import City
from geo.core.control_characters import visible
from geo.core.i18n import say
from geo.core.issues import Issue, OutputError
from geo.publish.maps.assets import copy_assets

if TYPE_CHECKING:
    from collections.abc import Mapping

HOME: Final = Path(__file__).resolve().parents[2]
EVERY: Final = ("0.0.0.0", "::")  # noqa: S104  # nosec B104  # only where the user says so
ENDING_S: Final = 5
LEAST_PORT: Final = 1024
MOST_PORT: Final = 65535


@dataclass(frozen=True)
class Address:
    """Where the app is served, and under which names browsers may ask for it.

    Parameters
    ----------
    port
        Of TCP.
    address
        Of this machine; all but :data:`LOOPBACK` lets other machines in.
    hosts
        Names and addresses browsers may use beside this one and those of loopback.
    """

    port: int
    address: str = LOOPBACK
    hosts: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether other machines can come in."""
        try:
            return not ip_address(self.address).is_loopback
        except ValueError:
            return self.address != "localhost"

    @property
    def url(self) -> str:
        """What a browser on this machine opens."""
        host = LOOPBACK if self.address in EVERY else self.address
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def options(self) -> list[str]:
        """Return the options for Streamlit."""
        own = [] if self.address in EVERY else [self.address]
        hosts = [f"--server.allowedHosts={host}" for host in (*ALLOWED, *own, *self.hosts)]
        return ["--server.address", self.address, "--server.port", str(self.port), *hosts]


def serve(folder: Path | None, address: Address, language: str, *, browser: bool) -> int:
    """Serve the app until it is stopped; return its exit code.

    Parameters
    ----------
    folder
        The city folder; None: the sample city.
    browser
        Whether to open a browser, where there is a screen.

    Raises
    ------
    CityError
        If the folder's ``city.toml`` is not valid.
    OutputError
        If the app's files are not there, or the port is taken.
    """
    script = HOME / "app.py"
    if not script.is_file():
        raise OutputError(Issue("issue.no_app", severity="error", file=str(script)))
    if not _is_free(address):
        other = {"other": str(address.port + 1 if address.port < MOST_PORT else LEAST_PORT)}
        port = str(address.port)
        raise OutputError(Issue("issue.port_taken", severity="error", value=port, more=other))
    city = City.open(folder or HOME / "data")
    copy_assets()
    if address.is_open:
        click.echo(say("cli.address_open", language, address=address.address), err=True)
    command = [sys.executable, "-m", "streamlit", "run", str(script), *address.options()]
    environment = {**os.environ, "YIPAN_CITY": str(city.folder), "YIPAN_LANGUAGE": language}
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that `finally` ends the server
    server = subprocess.Popen(command, env=environment, cwd=HOME)  # noqa: S603
    try:
        while _is_free(address) and server.poll() is None:
            time.sleep(0.1)
        values = {"name": city.settings.name, "address": address.url}
        click.echo(visible(say("cli.app_address", language, **values)))
        if browser and _has_screen(os.environ):
            webbrowser.open(address.url)
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


def _is_free(address: Address) -> bool:
    host = LOOPBACK if address.address in EVERY else address.address
    try:
        socket.create_connection((host, address.port), timeout=1).close()
    except OSError:
        return True
    return False


def _has_screen(environment: Mapping[str, str]) -> bool:
    return sys.platform in {"win32", "darwin"} or bool(
        environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    )
