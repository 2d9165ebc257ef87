"""Processes forked from a server: bounded, apart from one another, and gone with the app."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from geo.formats import fork_server
from geo.formats.fork_server import run_apart
from geo.formats.limits import UPLOADS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks")
# What PROJ holds open is there for all, once a reader of layers has been imported.
INSIDE = """
import json, os, resource, sys
kinds = ("AS", "CPU", "FSIZE", "CORE")
parent = open(f"/proc/{os.getppid()}/stat").read().rsplit(")", 1)[1].split()[1]
print(json.dumps({
    "limits": [resource.getrlimit(getattr(resource, "RLIMIT_" + kind))[0] for kind in kinds],
    "environment": dict(os.environ), "stdin": sys.stdin.read(), "cpu": sum(os.times()[:2]),
    "leads": os.getpgid(0) == os.getpid(), "server": int(parent),
    "mapped": int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize(),
    "open": [path for fd in map(str, range(3, 20)) if os.path.lexists(f"/proc/self/fd/{fd}")
             and not (path := os.readlink(f"/proc/self/fd/{fd}")).endswith("proj.db")],
}))
"""
ORPHANS = """
import tempfile
from geo.formats.fork_server import run_apart
from geo.formats.limits import UPLOADS
code = '''
import os, subprocess, time
below = subprocess.Popen(["sleep", "600"])
open(PATH, "w").write(f"{os.getpid()} {os.getppid()} {below.pid}")
time.sleep(600)
'''
with tempfile.TemporaryFile() as file:
    run_apart("builtins:exec", ["PATH = " + repr(PATH) + code], UPLOADS, file, file)
"""


def run(code, limits=UPLOADS):
    """Run Python in a process apart; return its exit code, its answer and its errors."""
    with tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as errors:
        names_of_its_own = f"exec({code!r}, {{}})"
        ended = run_apart("builtins:exec", [names_of_its_own], limits, answer, errors)
        return ended, *(file.seek(0) or file.read().decode() for file in (answer, errors))


def is_alive(pid):
    """Return whether a process runs; one that has ended may still wait to be reaped."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


def gone(pids):
    """Return whether processes end within some seconds."""
    until = time.monotonic() + 20
    while any(map(is_alive, pids)) and time.monotonic() < until:
        time.sleep(0.01)
    return not any(map(is_alive, pids))


def test_limits_hold_before_the_task_begins():
    seconds = replace(UPLOADS, processor_seconds=7)
    ended, answer, errors = run(INSIDE, seconds)
    assert (ended, errors) == (0, "")
    inside = json.loads(answer)
    assert inside["limits"] == [UPLOADS.memory_bytes, 7, UPLOADS.layer_bytes, 0]
    assert inside["mapped"] < UPLOADS.memory_bytes / 4
    assert inside["cpu"] < 1
    assert json.loads(inside["environment"]["YIPAN_LIMITS"])["rows"] == UPLOADS.rows
    assert {"OGR_SKIP", "PYTHONSAFEPATH", "OMP_NUM_THREADS"} < set(inside["environment"])
    assert inside["stdin"] == ""
    assert inside["leads"]
    assert inside["open"] == []
    assert json.loads(run(INSIDE)[1])["server"] == inside["server"]  # time takes no other server


@pytest.mark.parametrize(
    ("code", "ended", "words"),
    [
        ("import os; os.abort()", -signal.SIGABRT, ""),
        ("import os; os.kill(os.getpid(), 9)", -signal.SIGKILL, ""),
        ("import os; os.kill(0, 9)", -signal.SIGKILL, ""),
        ("import ctypes; ctypes.string_at(0)", -signal.SIGSEGV, ""),
        ("bytearray(5 * 2**30)", 1, "MemoryError"),
        ("import os; os.left = 1; 1 / 0", 1, "ZeroDivisionError"),
        ("import os, sys; os.close(1); sys.stdout.write('x')", 1, "Bad file descriptor"),
    ],
    ids=["abort", "kill", "group", "segfault", "memory", "exception", "unwritten"],
)
def test_a_bad_end_ends_nothing_else(code, ended, words):
    server = json.loads(run(INSIDE)[1])["server"]
    told = run(code)
    assert told[0] == ended
    assert words in told[2]
    after = json.loads(run(INSIDE)[1])
    assert (after["server"], after["open"]) == (server, [])
    assert run("import os; print(hasattr(os, 'left'))")[1] == "False\n"


def test_time_that_passes_ends_the_whole_group(monkeypatch, tmp_path):
    monkeypatch.setattr(fork_server, "_PASSING_SECONDS", 0.5)
    path = tmp_path / "pids"
    code = (
        "import os, subprocess, time\nbelow = subprocess.Popen(['sleep', '600'])\n"
        f"open({str(path)!r}, 'w').write(f'{{os.getpid()}} {{below.pid}}')\ntime.sleep(600)"
    )
    with pytest.raises(TimeoutError):
        run(code, replace(UPLOADS, processor_seconds=1))
    assert gone(path.read_text().split())
    assert run("")[0] == 0


def test_a_server_that_was_killed_is_started_anew():
    server = json.loads(run(INSIDE)[1])["server"]
    os.kill(server, signal.SIGKILL)
    assert gone([server])
    assert json.loads(run(INSIDE)[1])["server"] != server


def test_nothing_is_left_of_an_app_that_was_killed(tmp_path):
    path = tmp_path / "pids"
    script = f"PATH = {str(path)!r}\n{ORPHANS}"
    with subprocess.Popen([sys.executable, "-c", script]) as app:
        while not (path.exists() and path.read_text().count(" ") == 2):
            time.sleep(0.01)
        pids = path.read_text().split()
        server = Path(f"/proc/{pids[1]}/stat").read_text().rsplit(")", 1)[1].split()[1]
        assert all(map(is_alive, [*pids, server]))
        app.kill()
    assert gone([*pids, server])


def test_without_a_fork_each_task_has_an_interpreter(monkeypatch):
    monkeypatch.setattr(fork_server, "_FORKS", False)
    assert run("import os; os.abort()")[:2] == (-signal.SIGABRT, "")
    ended, answer, errors = run(INSIDE)
    assert (ended, errors) == (0, "")
    assert json.loads(answer)["limits"][:2] == [UPLOADS.memory_bytes, UPLOADS.processor_seconds]
    monkeypatch.setattr(fork_server, "_PASSING_SECONDS", 0.3)
    with pytest.raises(TimeoutError):
        run("import time; time.sleep(600)", replace(UPLOADS, processor_seconds=1))
