"""Every command in the README is true: each block is run, in the order it stands in."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.paths import ROOT
from support.street_city import write_street_city

from geo.cli.main import main

READMES = ["README.md", "README.zh.md"]
PATIENCE_S = 600


def blocks(readme, *languages):
    text = (ROOT / readme).read_text(encoding="utf-8")
    found = re.findall(r"^```(\w+)\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    return [(language, block) for language, block in found if language in languages]


def commands(readme):
    lines = "\n".join(block for _, block in blocks(readme, "bash")).splitlines()
    return [line for line in lines if line.strip()]


def answers(address):
    """Ask a server on this machine, whatever proxy the environment names."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=5) as response:
            return response.status == 200
    except OSError:  # not there yet, or too busy to answer in time
        return False


def opens(command, cwd, port):
    """Start a command that serves the app, wait for the page, and end it."""
    environment = {**os.environ, "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    server = subprocess.Popen(
        command, cwd=cwd, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        for _ in range(PATIENCE_S):
            if answers(f"http://127.0.0.1:{port}/_stcore/health"):
                return True
            assert server.poll() is None, "the server ended"
            time.sleep(1)
        return False
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def test_both_languages_show_the_same_commands():
    english, chinese = map(commands, READMES)
    assert english == chinese
    assert [b for _, b in blocks(READMES[0], "python")] == [
        b for _, b in blocks(READMES[1], "python")
    ]


def test_the_session_with_ones_own_data(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for part in ("geo", "app.py", ".venv", ".streamlit", "data"):
        (tmp_path / part).symlink_to(ROOT / part)
    ran = []
    for command in commands(READMES[0]):
        words = command.split()
        if words[0] == "make":
            continue
        assert words[0] == ".venv/bin/yipan"
        words[0] = str(Path(sys.executable).with_name("yipan"))
        if words[1] == "app":
            assert opens([*words, "--port", "8591"], tmp_path, 8591)
        elif words[1] != "new":  # what the first has shown to be there, without starting anew
            ran_here = CliRunner().invoke(main, words[1:], catch_exceptions=False)
            assert ran_here.exit_code == 0, ran_here.output
        else:
            subprocess.run(words, cwd=tmp_path, check=True, capture_output=True, timeout=PATIENCE_S)
            # here the reader puts in files of their own
            shutil.rmtree(tmp_path / words[2])
            write_street_city(tmp_path / words[2])
        ran.append(words[1])
    assert ran == ["new", "check", "run", "export", "app"]
    results = {path.name for path in (tmp_path / "results").iterdir()}
    assert {"communities.csv", "manifest.json", "staff_shortfall.gpkg"} <= results
    assert {".xlsx"} <= {Path(name).suffix for name in results}


def test_make_app_opens_the_sample_city():
    assert "make app" in commands(READMES[0])
    assert opens(["make", "app", "PORT=8592"], ROOT, 8592)


@pytest.mark.parametrize("readme", READMES)
def test_make_test_is_what_runs_these_tests(readme):
    assert "make test" in commands(readme)
    results = subprocess.run(
        ["make", "--dry-run", "test"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout  # fmt: skip
    assert "pytest" in results
    assert "ruff check" in results
    assert "lint-imports" in results
    assert "mypy" in results


def copy_environment(target):
    """Copy the environment these tests run in; packages, of which none is changed, as links."""
    source = Path(sys.prefix)
    packages = str(next(source.glob("lib/python*/site-packages"))) + os.sep

    def copy(path, to):
        linked = path.startswith(packages)
        return os.link(path, to) if linked else shutil.copy2(path, to)

    shutil.copytree(source, target, symlinks=True, copy_function=copy)


@pytest.mark.long
def test_the_plain_way_for_windows(tmp_path):
    """The same commands with this system's paths, in a clean copy.

    The packages of the lock, and pip itself, are there already: to fetch and unpack them takes
    minutes, and is what CI itself begins with.
    """
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout  # fmt: skip
    for name in filter(None, tracked.split("\0")):
        if (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tmp_path / name)
    for compiled in ROOT.glob("geo/**/__pycache__"):  # else the app compiles all, as CI's first run
        shutil.copytree(compiled, tmp_path / compiled.relative_to(ROOT))
    [(_, english)], [(_, chinese)] = blocks("README.md", "bat"), blocks("README.zh.md", "bat")
    assert english == chinese
    copy_environment(tmp_path / ".venv")
    here = english.replace(".venv\\Scripts\\", ".venv/bin/").splitlines()
    for line in here[:-1]:
        words = line.split()
        if words[0] == "py":
            words = [sys.executable, *words[1:], "--without-pip"]
        subprocess.run(words, cwd=tmp_path, check=True, capture_output=True, timeout=PATIENCE_S)
    assert here[-1] == ".venv/bin/yipan app"
    assert opens([*here[-1].split(), "--port", "8593"], tmp_path, 8593)


def test_python_blocks_run(tmp_path, monkeypatch, capsys):
    write_street_city(tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    exec("\n".join(block for _, block in blocks(READMES[0], "python")), {})
    assert "staff_shortfall" in capsys.readouterr().out


@pytest.mark.parametrize("readme", READMES)
def test_it_is_read_in_a_minute(readme):
    assert len((ROOT / readme).read_text(encoding="utf-8").splitlines()) <= 90


@pytest.mark.parametrize("readme", READMES)
def test_pictures_and_links_are_there(readme):
    text = (ROOT / readme).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (ROOT / target).exists(), target


def test_both_readmes_tell_the_same():
    english, chinese = (blocks(name, "bash", "bat", "python") for name in READMES)
    assert english == chinese
