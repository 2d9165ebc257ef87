"""Whatever ends a run, the results are whole: those from before, or the new ones.

``make soak`` does the same with more rounds; see ``tests/soak/issues.py``.
"""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from support.forked import PATIENCE_S, Run
from support.worlds import write_city

import geo
from geo.core.digests import file_digest
from geo.core.temporary import HIDDEN
from geo.export import write_run
from geo.publish.staging import staged

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="ends processes as Linux does")

ROUNDS = int(os.environ.get("YIPAN_SOAK_ROUNDS", "1"))
# A run as the command makes it, in an interpreter of its own; what it imports is there before it
# begins, so that it is ended in its own work.
RUN = """
import os, resource, signal, sys
import geo, geo.export, geo.publish.csv, geo.publish.layers, geo.publish.manifest
from geo.cli.main import main
from geo.analyses.corridors import tables
import pyarrow.parquet, pyogrio._io
{before}
for out in sys.argv[3:]:
    try:
        main(["run", sys.argv[1], "--out", out, "--language", sys.argv[2]])
    except SystemExit as ended:
        print("ended", ended.code, flush=True)
"""
STAGE = """
import os, signal, sys
from pathlib import Path
from geo.publish import staging
calls = int(sys.argv[2])
def counting(kind):
    move = getattr(Path, kind)
    def moving(path, target):
        global calls
        calls -= 1
        if calls < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return move(path, target)
    setattr(Path, kind, moving)
counting("replace"); counting("rename")
with staging.staged(Path(sys.argv[1])) as folder:
    for name in ("a.csv", "b.csv", "manifest.json"):
        (folder / name).write_text("new")
"""


@pytest.fixture(scope="module")
def place():
    """A place that every user of the machine may enter."""
    with tempfile.TemporaryDirectory(prefix="test-faults-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def cities(place):
    """A city before and after its records changed, and the results of each."""
    made = {}
    for name, population in (("old", "501"), ("new", "777")):
        city = write_city(place / name)
        records = city / "records" / "records.csv"
        records.write_text(records.read_text("utf-8").replace("501", population), "utf-8")
        write_run(geo.run(geo.City.open(city)), place / f"{name}-results")
        made[name] = city, (place / f"{name}-results" / "manifest.json").read_bytes()
    return made


@pytest.fixture
def out(cities, place):
    """Results from before, in a folder of their own."""
    folder = Path(tempfile.mkdtemp(dir=place))
    folder.chmod(0o755)
    (folder / "tmp").mkdir()
    return Path(shutil.copytree(place / "old-results", folder / "out"))


def environment(out, **more):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    settings = {**kept, "TMPDIR": str(out.parent / "tmp"), **more}
    return {name: value for name, value in settings.items() if value is not None}


def begin(city, out, before=""):
    words = ["run", str(city), "--out", str(out), "--language", "en"]
    printed = Path(tempfile.mkdtemp(dir=out.parent)) / "printed.txt"
    return Run(words, printed, environment(out), before)


def ended(run):
    """How a run ends, and what it says; never a traceback."""
    code, said = run.ended()
    assert "Traceback" not in said, said
    return code, said


def run_anew(city, *outs, before, language="zh", **more):
    """Run a city in an interpreter of its own, into one folder after the other: codes and words."""
    words = [sys.executable, "-c", RUN.replace("{before}", before), str(city), language]
    ran = subprocess.run(
        [*words, *map(str, outs)],
        capture_output=True,
        check=True,
        env=environment(outs[0], **more),
        timeout=PATIENCE_S,
    )
    said = (ran.stdout + ran.stderr).decode()
    assert "Traceback" not in said, said
    return [int(code) for code in re.findall(r"^ended (\d+)$", said, re.MULTILINE)], said


def whole(out, cities):
    """Which results stand in a folder, every file as the manifest has it."""
    manifest = (out / "manifest.json").read_bytes()
    wrong = [
        name
        for name, stated in json.loads(manifest)["outputs"].items()
        if file_digest(out / name) != stated
    ]
    assert wrong == []
    (name,) = (name for name, (_, of) in cities.items() if of == manifest)
    return name


def clean(out):
    """Check that nothing is left which is no result."""
    hidden = [path.name for path in out.iterdir() if path.name.startswith(HIDDEN)]
    return hidden == [] and list((out.parent / "tmp").iterdir()) == []


@pytest.mark.long
def test_killed_at_any_moment(cities, out):
    for _ in range(ROUNDS):
        run = begin(cities["new"][0], out)
        run.wait_until_begun()
        wait = random.uniform(0, 2)
        run.wait(wait)
        run.kill()
        if not (out / ".yipan-ready").exists():
            assert whole(out, cities) in {"old", "new"}, f"killed after {wait} s"
    code, said = ended(begin(cities["new"][0], out))
    assert code == 0, said
    assert whole(out, cities) == "new"
    assert clean(out)


@pytest.mark.parametrize("moves", range(5))
def test_killed_while_results_take_their_places(tmp_path, moves):
    """Each move of a file may be the last: then the next one to write there ends the work."""
    names = ("a.csv", "b.csv", "manifest.json")
    for name in names:
        (tmp_path / name).write_text("old")
    command = [sys.executable, "-c", STAGE, str(tmp_path)]
    # The first two moves make the folder and let the results count.
    killed = subprocess.run([*command, str(moves)], check=False)
    assert killed.returncode == -signal.SIGKILL
    with staged(tmp_path):
        pass
    assert {(tmp_path / name).read_text() for name in names} == {"old" if moves < 2 else "new"}
    left = [path.name for path in tmp_path.iterdir() if path.name not in names]
    # An empty folder that nobody had a lock on yet stays for a minute.
    assert [name for name in left if not (moves == 0 and name.startswith(".yipan-begun-"))] == []


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_ended_by_a_signal(cities, out, number):
    stop = f"os.kill(os.getpid(), signal.{number.name})"
    # What is begun in the background of a script ignores Ctrl-C, and so would the run.
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    ending = f"before = e.file_digest; e.file_digest = lambda p: ({stop}, before(p))[1]"
    before = f"{heard}; import geo.export as e; {ending}"
    code, said = ended(begin(cities["new"][0], out, before))
    assert code == 128 + number
    assert "nothing half-written was left" in said
    assert whole(out, cities) == "old"
    assert clean(out)


@pytest.mark.long
def test_two_at_once(cities, out):
    for _ in range(ROUNDS):
        both = [begin(cities[name][0], out) for name in ("old", "new")]
        assert [ended(run)[0] for run in both] == [0, 0]
        assert whole(out, cities) in {"old", "new"}
        assert clean(out)


FULL = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({bytes}, {bytes}))"


@pytest.mark.parametrize("most", [2_000] if ROUNDS == 1 else [0, 2_000, 12_000])
def test_disk_full(cities, out, most):
    """No file can be larger: so it is when a disk is full, to the process that writes."""
    code, said = ended(begin(cities["new"][0], out, FULL.replace("{bytes}", str(most))))
    assert (code, "cannot be written" in said) == (3, True), said
    assert whole(out, cities) == "old"
    assert clean(out)


def test_a_full_disk(cities, out):
    """The same on a disk that is full indeed, where one can be made."""
    small = out.parent / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(small)]
    if os.getuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no disk can be made here")
    try:
        code, said = ended(begin(cities["new"][0], small / "out"))
        assert (code, "cannot be written" in said) == (3, True), said
        assert list((small / "out").iterdir()) == []
    finally:
        subprocess.run(["umount", str(small)], check=True)


# All is imported first: Python itself may lie where only the first user can read.
NOBODY = """
from pathlib import Path
geo.export.write_run(geo.run(geo.City.open(sys.argv[1])), Path(sys.argv[3] + "-before"))
os.setgid(54321); os.setuid(54321)
"""


@pytest.mark.long
@pytest.mark.skipif(os.getuid() != 0, reason="another user is needed")
def test_another_user_without_home_in_the_c_locale(cities, out):
    """Nothing can be written but the results, and those neither in the folder of somebody else."""
    (out.parent / "tmp").chmod(0o777)
    own = out.parent / "tmp" / "own"
    surroundings = {"HOME": None, "LC_ALL": "C", "TMPDIR": "/tmp"}
    codes, said = run_anew(cities["new"][0], out, own, before=NOBODY, **surroundings)
    assert codes == [3, 0], said
    assert "无法写入" in said
    assert whole(out, cities) == "old"
    assert whole(own, cities) == "new"


MEMORY = "resource.setrlimit(resource.RLIMIT_DATA, ({bytes}, {bytes}))"


@pytest.mark.long
def test_a_gibibyte_of_memory_and_a_terminal_that_knows_no_chinese(cities, out):
    """Of data: the address space that compiled code and its threads reserve is not used."""
    gibibyte = MEMORY.replace("{bytes}", str(2**30))
    ascii_only = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    codes, said = run_anew(cities["new"][0], out, before=gibibyte, **ascii_only)
    assert codes == [0], said
    assert whole(out, cities) == "new"


def test_no_memory_left(cities, out):
    """What Python itself tells of; where a library gives up, the process ends by itself."""
    fail = "import geo.pipeline as p\ndef run(*a, **k): raise MemoryError\np.run = run"
    code, said = ended(begin(cities["new"][0], out, fail))
    assert code == 4
    assert "not enough memory" in said
    assert whole(out, cities) == "old"
