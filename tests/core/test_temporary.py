"""Temporary files are seen by nobody else, and gone when their process is, however it ended."""

import os
import signal
import stat
import subprocess
import sys

import pytest

from geo.core import temporary

HOLD = """
import sys
from geo.core import temporary
from pathlib import Path
made = temporary.new_folder()
(made / "rows.csv").write_text("a person")
with temporary.folder_in(Path(sys.argv[1])) as staged:
    (staged / "half.csv").write_text("half")
    print("ready", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def root(tmp_path, monkeypatch):
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(temporary.tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def other(root, tmp_path):
    """A process that holds a folder below the root, and one in a folder of results."""
    (tmp_path / "out").mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "out")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(root)},
    ) as process:
        assert process.stdout.readline() == b"ready\n"
        yield process
        process.kill()


def names(folder):
    return [path.name for path in folder.rglob("*") if path.is_file() and path.name != ".lock"]


def test_nobody_else_can_enter_and_no_name_can_be_guessed(root):
    with temporary.folder() as one, temporary.folder() as two:
        assert one != two
        for path in (one, *one.relative_to(root).parents):
            assert (
                path == path.parent
                or stat.S_IMODE((root / path).stat().st_mode) & 0o077 == 0
                or (root / path == root)
            )
    assert not one.exists()


def test_what_a_killed_process_left_is_removed_by_the_next(other, root, tmp_path):
    temporary.sweep(root, temporary.PREFIX)
    temporary.sweep(tmp_path / "out", temporary.HIDDEN)
    assert names(root) == ["rows.csv"]
    assert names(tmp_path / "out") == ["half.csv"]
    other.send_signal(signal.SIGKILL)
    other.wait()
    with temporary.folder(), temporary.folder_in(tmp_path / "out"):
        assert names(root) == []
        assert names(tmp_path / "out") == []


def test_a_process_that_ends_removes_its_own(other, root, tmp_path):
    other.communicate(b"")
    assert list(root.iterdir()) == []
    assert list((tmp_path / "out").iterdir()) == []


def test_links_and_folders_of_others_are_left_alone(root, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / ".lock").touch()
    (mine / "file").touch()
    (root / "yipan-link").symlink_to(mine)
    (root / "yipan-notes").mkdir()
    (root / "yipan-a.csv").touch()
    with temporary.folder():
        assert (mine / "file").exists()
        assert (root / "yipan-notes").is_dir()
        assert (root / "yipan-a.csv").exists()


def test_a_folder_that_the_system_cleared_away_is_made_anew(root):
    first = temporary.new_folder()
    first.parent.rename(root / "gone")
    assert temporary.new_folder().is_dir()


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("old")

    def fail():
        with temporary.replacing(path) as written:
            written.write_text("half")
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        fail()
    assert path.read_text() == "old"
    with temporary.replacing(path) as written:
        written.write_text("new")
    assert path.read_text() == "new"


def test_a_link_is_replaced_and_not_what_it_leads_to(tmp_path):
    (tmp_path / "theirs").write_text("theirs")
    (tmp_path / "x.csv").symlink_to("theirs")
    with temporary.replacing(tmp_path / "x.csv") as written:
        written.write_text("new")
    assert (tmp_path / "theirs").read_text() == "theirs"
    assert not (tmp_path / "x.csv").is_symlink()


def test_files_are_listed_though_a_folder_goes_meanwhile(tmp_path, monkeypatch):
    (tmp_path / "stays").mkdir()
    (tmp_path / "stays" / "a.csv").write_text("a", "utf-8")
    (tmp_path / "goes").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "stays" / "a.csv")
    look = os.scandir

    def removed_before_it_is_looked_into(path):
        if path == os.fspath(tmp_path / "goes"):
            (tmp_path / "goes").rmdir()
        return look(path)

    monkeypatch.setattr(os, "scandir", removed_before_it_is_looked_into)
    found = temporary.files_below(tmp_path)
    assert [path.name for path in found] == ["a.csv"]
