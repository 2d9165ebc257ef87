"""A folder that a stranger sent holds no code that runs, wherever the command is started.

Python puts the current folder before its own modules where a module is run (``-m``), or where a
process is spawned; numba reads settings there, among them a folder of code that it unpickles.
"""

import os
import subprocess
import sys

import openpyxl
import pytest
from hostile import make
from support.hostile_city import CITY

YIPAN = [sys.executable, "-P", "-c", "from geo.cli.main import main; main()"]
HOOK = "open({path!r}, 'a').write(__name__ + chr(10))\nraise ImportError(__name__)\n"
# Modules that each child imports first, and such as it imports later.
MODULES = ("json", "subprocess", "multiprocessing", "struct", "numpy", "python_calamine", "geo")


def hooked(folder, ran):
    for name in MODULES:
        (folder / f"{name}.py").write_text(HOOK.format(path=str(ran)))


@pytest.mark.long
def test_a_workbook_is_read_without_the_code_beside_it(city, tmp_path):
    ran = tmp_path / "ran"
    book = openpyxl.Workbook()
    for row in (["社区代码", "人数"], ["990101001001", 2]):
        book.active.append(row)
    book.save(city.folder / "staff.xlsx")
    text = CITY.format(layer=city.layer, records=city.records)
    (city.folder / "city.toml").write_text(f'{text}[staff]\nfile = "staff.xlsx"\n', "utf-8")
    hooked(city.folder, ran)
    done = subprocess.run(
        [*YIPAN, "check", "."], check=False, cwd=city.folder, capture_output=True, text=True
    )
    assert not ran.exists(), ran.read_text()
    assert done.returncode == 0, done.stdout + done.stderr


TRIALS = """
import sys
from pathlib import Path
from types import SimpleNamespace
from geo.app.trial import refuse_endless
from geo.city.sandbox import refuse_deadly
from geo.formats.paths import MARK
from geo.formats.source import Source

path = Path(sys.argv[1])
refuse_deadly(Source(path, path.name), "communities", layer=True)
(path.parent / MARK).touch()
refuse_endless(SimpleNamespace(folder=path.parent), "content")
"""


@pytest.mark.long
def test_trials_run_no_code_of_the_current_folder(tmp_path):
    ran = tmp_path / "ran"
    hooked(tmp_path, ran)
    path = make.write_layer(tmp_path / "layer.geojson")
    command = [sys.executable, "-P", "-c", TRIALS, str(path)]
    subprocess.run(command, cwd=tmp_path, check=True)
    assert not ran.exists(), ran.read_text()


def test_what_the_command_spawns_runs_no_code_of_the_current_folder(tmp_path):
    """Workers of a cluster are spawned, and get the environment of the command."""
    ran = tmp_path / "ran"
    hooked(tmp_path, ran)
    script = tmp_path / "elsewhere" / "script.py"  # the command, too, lies in another folder
    script.parent.mkdir()
    script.write_text(
        "import multiprocessing as m, sys\nfrom geo.cli.main import main\n"
        "main(['cache', '--help'], standalone_mode=False)\n"
        "main.callback()\n"
        "if __name__ == '__main__':\n"
        "    child = m.get_context('spawn').Process(target=print)\n"
        "    child.start()\n    child.join()\n    sys.exit(child.exitcode)\n"
    )
    subprocess.run([sys.executable, str(script)], cwd=tmp_path, check=True)
    assert not ran.exists(), ran.read_text()


def test_settings_of_numba_in_the_current_folder_are_not_read(tmp_path):
    (tmp_path / ".numba_config.yaml").write_text("cache_dir: kept\ndisable_jit: 1\n")
    script = (
        "import numpy as np\nfrom geo.core.jit import compiled\n"
        "@compiled\ndef one(a):\n    return a + 1\n"
    )
    path = tmp_path / "module.py"
    path.write_text(script + "one(np.int64(1))\nassert one.dispatcher.signatures\n")
    free = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}
    subprocess.run([sys.executable, "-P", str(path)], cwd=tmp_path, env=free, check=True)
    assert not (tmp_path / "kept").exists()
