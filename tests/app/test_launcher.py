"""`yipan app` serves on the loopback address only, and leaves nothing behind when it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from support.worlds import write_city

from geo.app import launcher
from geo.cli.main import main

YIPAN = Path(sys.executable).with_name("yipan")
PORT = 8594


def connects(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(told, seconds=120):
    for _ in range(seconds * 5):
        if told():
            return True
        time.sleep(0.2)
    return False


@pytest.fixture
def heeding_interrupts():
    """Heed Ctrl-C, and so what is started: a test run that a script started with `&` does not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.long
@pytest.mark.usefixtures("heeding_interrupts")
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_the_server_ends_with_the_command(end, tmp_path):
    city = write_city(tmp_path / "city")
    command = subprocess.Popen(
        [YIPAN, "app", str(city), "--no-browser", "--port", str(PORT), "--language", "en"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        # The server may say something of its own first.
        assert any(f"http://127.0.0.1:{PORT}" in line for line in command.stdout)
        assert wait_for(lambda: connects(PORT))
        os.kill(command.pid, end)
        assert command.wait(timeout=60) == 0
        assert wait_for(lambda: not connects(PORT))
    finally:
        command.stdout.close()
        if command.poll() is None:
            os.killpg(command.pid, signal.SIGKILL)
            command.wait()


def test_a_port_in_use_is_a_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = CliRunner().invoke(main, ["app", "--port", str(port), "--language", "en"])
    assert ran.exit_code == 3
    assert f"port {port} is in use" in ran.output


def test_a_folder_without_a_city_is_a_sentence(tmp_path):
    ran = CliRunner().invoke(main, ["app", str(tmp_path), "--language", "en"])
    assert ran.exit_code == 1
    assert "city.toml" in ran.output


# --- addresses ---------------------------------------------------------------------------------


@pytest.fixture
def started(monkeypatch):
    """Return the command of the server, which is not started."""
    commands = []

    def popen(command, **_):
        commands.append(command)
        return SimpleNamespace(
            poll=lambda: 0, wait=lambda *_: 0, terminate=lambda: None, kill=lambda: None
        )

    monkeypatch.setattr(launcher.subprocess, "Popen", popen)
    monkeypatch.setattr(launcher.signal, "signal", lambda *_: None)
    return commands


def allowed(command):
    header = "--server.allowedHosts="
    return {option.removeprefix(header) for option in command if option.startswith(header)}


def test_nobody_else_comes_in_unless_told(started):
    ran = CliRunner().invoke(main, ["app", "--no-browser", "--language", "en"])
    (command,) = started
    assert command[command.index("--server.address") + 1] == "127.0.0.1"
    assert allowed(command) == {"localhost", "127.0.0.1", "::1"}
    assert "careful" not in ran.output


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.7", "office.example"])
def test_who_lets_others_in_is_warned(started, address):
    asked = ["app", "--no-browser", "--language", "en", "--address", address]
    ran = CliRunner().invoke(main, [*asked, "--host-name", "plan.example"])
    assert f"careful: serving on {address}" in ran.output
    hosts = allowed(started[0])
    assert "plan.example" in hosts
    assert (address in hosts) == (address not in launcher.EVERY)


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:1"),
        ("::1", "http://[::1]:1"),
        ("0.0.0.0", "http://127.0.0.1:1"),
        ("192.0.2.7", "http://192.0.2.7:1"),
    ],
)
def test_the_address_to_open_is_one_that_answers(address, url):
    assert launcher.Address(1, address).url == url
