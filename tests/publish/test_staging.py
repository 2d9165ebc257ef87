"""Results appear whole or not at all, and never over an input."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.core.issues import OutputError
from geo.publish.staging import digest, staged

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
        write(tmp_path, "a.csv", "b.csv", inputs={digest(tmp_path / "b.csv")})
    assert files(tmp_path) == {"a.csv": "old", "b.csv": "the input"}


def test_a_link_to_an_input_is_left_alone_too(tmp_path):
    (tmp_path / "input").mkdir()
    (tmp_path / "input" / "x.csv").write_text("the input")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.csv").symlink_to(tmp_path / "input" / "x.csv")
    with pytest.raises(OutputError):
        write(tmp_path / "out", "a.csv", inputs={digest(tmp_path / "input" / "x.csv")})
    assert files(tmp_path / "input") == {"x.csv": "the input"}


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

    monkeypatch.setattr("tempfile.TemporaryDirectory", refuse)
    with pytest.raises(OutputError, match=r"x: cannot be written \(Permission denied\)"):
        write(tmp_path, "a.csv")
