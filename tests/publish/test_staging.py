"""Results appear whole or not at all, and never over an input."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.core.digests import file_digest
from geo.core.issues import OutputError
from geo.publish import staging
from geo.publish.staging import staged

if TYPE_CHECKING:
    from pathlib import Path


def files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}


def write(out: Path, *names: str, inputs=()) -> None:
    with staged(out, inputs) as folder:
        for name in names:
            (folder / name).write_text("new")


def test_files_take_their_places_and_others_are_left_alone(tmp_path):
    (tmp_path / "a.csv").write_text("old")
    (tmp_path / "mine.txt").write_text("mine")
    write(tmp_path, "a.csv", "b.csv")
    assert files(tmp_path) == {"a.csv": "new", "b.csv": "new", "mine.txt": "mine"}
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == []


def test_a_folder_that_is_not_there_is_made(tmp_path):
    write(tmp_path / "deep" / "out", "a.csv")
    assert files(tmp_path / "deep" / "out") == {"a.csv": "new"}


def crash_while_writing(out: Path) -> None:
    with staged(out) as folder:
        (folder / "a.csv").write_text("half")
        raise KeyboardInterrupt


def test_a_crash_leaves_everything_as_it_was(tmp_path):
    (tmp_path / "a.csv").write_text("old")
    with pytest.raises(KeyboardInterrupt):
        crash_while_writing(tmp_path)
    assert files(tmp_path) == {"a.csv": "old"}
    assert len(list(tmp_path.iterdir())) == 1


def test_an_input_is_never_replaced_nor_anything_beside_it(tmp_path):
    (tmp_path / "a.csv").write_text("old")
    (tmp_path / "b.csv").write_text("the input")
    with pytest.raises(OutputError, match=r"b\.csv: this is an input"):
        write(tmp_path, "a.csv", "b.csv", inputs={file_digest(tmp_path / "b.csv")})
    assert files(tmp_path) == {"a.csv": "old", "b.csv": "the input"}


def test_a_link_to_an_input_is_left_alone_too(tmp_path):
    (tmp_path / "input").mkdir()
    (tmp_path / "input" / "x.csv").write_text("the input")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.csv").symlink_to(tmp_path / "input" / "x.csv")
    with pytest.raises(OutputError):
        write(tmp_path / "out", "a.csv", inputs={file_digest(tmp_path / "input" / "x.csv")})
    assert files(tmp_path / "input") == {"x.csv": "the input"}


def test_a_link_in_the_way_is_replaced_and_not_what_it_leads_to(tmp_path):
    (tmp_path / "theirs").write_text("theirs")
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.csv").symlink_to(tmp_path / "theirs")
    write(out, "a.csv")
    assert (tmp_path / "theirs").read_text() == "theirs"
    assert files(out) == {"a.csv": "new"}


def test_what_was_ready_takes_its_places_first(tmp_path):
    """A run was killed while its files took their places: they are whole with the next one."""
    ready = tmp_path / ".yipan-ready"
    ready.mkdir()
    (ready / "a.csv").write_text("ready")
    (tmp_path / "a.csv").write_text("old")
    with pytest.raises(KeyboardInterrupt):
        crash_while_writing(tmp_path)
    assert files(tmp_path) == {"a.csv": "ready"}
    assert not ready.exists()


def test_of_two_at_once_one_is_whole(tmp_path, monkeypatch):
    """Another run is done in the very moment in which this one lets its results count."""
    write(tmp_path, "a.csv", "b.csv")
    make_ready = staging._make_ready

    def after_another(folder, out):
        ready = tmp_path / ".yipan-ready"
        ready.mkdir()
        for name in ("a.csv", "b.csv"):
            (ready / name).write_text("other")
        make_ready(folder, out)

    monkeypatch.setattr(staging, "_make_ready", after_another)
    write(tmp_path, "a.csv", "b.csv")
    assert files(tmp_path) == {"a.csv": "new", "b.csv": "new"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.csv"]


def test_a_link_in_the_place_of_what_is_ready_is_told_of(tmp_path):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "x").write_text("theirs")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".yipan-ready").symlink_to(tmp_path / "theirs")
    with pytest.raises(OutputError, match="cannot be written"):
        write(tmp_path / "out", "a.csv")
    assert files(tmp_path / "theirs") == {"x": "theirs"}


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError) as caught:
        write(tmp_path / "out", "a.csv")
    assert "a file, not a folder" in str(caught.value)
    assert "不是文件夹" in caught.value.tell("zh")


def test_a_file_on_the_way_is_told_of(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        write(tmp_path / "file" / "out", "a.csv")


def test_a_folder_in_the_way_of_a_file_is_told_of(tmp_path):
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(OutputError, match="a folder of this name"):
        write(tmp_path, "a.csv")


def test_a_folder_that_cannot_be_written_to_is_told_of(tmp_path, monkeypatch):
    def refuse(*_args, **_names):
        raise PermissionError(13, "Permission denied", str(tmp_path / "x"))

    monkeypatch.setattr("tempfile.mkdtemp", refuse)
    with pytest.raises(OutputError, match=r"x: cannot be written \(Permission denied\)"):
        write(tmp_path, "a.csv")
