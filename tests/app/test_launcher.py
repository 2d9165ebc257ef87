"""`yipan app` serves on the loopback address only, and leaves nothing behind when it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

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


@pytest.mark.usefixtures("heeding_interrupts")
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_the_server_ends_with_the_command(end):
    command = subprocess.Popen(
        [YIPAN, "app", "--no-browser", "--port", str(PORT), "--language", "en"],
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
