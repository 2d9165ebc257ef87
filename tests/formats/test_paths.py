"""A name in city.toml is only ever a name of a file, and nobody is led elsewhere by it."""

import os
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.worlds import write_city

import geo
from geo.city import uploads
from geo.core.i18n import LANGUAGES
from geo.core.issues import CityError, YipanError
from geo.formats.paths import MARK, files_of, find, located

NEVER = {
    "issue.path_virtual": [
        "/vsicurl/http://127.0.0.1/x.gpkg", "/vsizip/x.zip/x.gpkg", "/vsimem/x", "/VSIGZIP/x", "//vsizip/x",
        "\\vsizip\\x.zip", "/vsi", "s3://bucket/x.parquet", "file:///etc/passwd", "zip://x.csv::a.zip",
        "http://127.0.0.1/x", "simplecache::s3://b/x", "a::b",
    ],
    "issue.path_network": ["\\\\host\\share\\x.csv", "//host/x.csv", "\\\\?\\C:\\x.csv", "\\\\.\\pipe\\x"],
    "issue.path_drive": ["C:\\x.csv", "C:x.csv", "c:/x.csv"],
    "issue.path_colon": ["a.csv:stream", "sub/a.csv:$DATA", "PG:dbname=x", "GPKG:x.gpkg:t", "/x/C:/y"],
    "issue.path_control": ["a\0.csv", "a\n.csv", "a\x7f", "a\u202evsc.", "\x85"],
    "issue.path_device": ["CON", "nul.csv", "sub/com1.txt", "LPT9", "aux .csv", "COM¹", "prn/x.csv"],
    "issue.path_ending": ["a.csv.", "a.csv ", "sub /a.csv", "...", " "],
    "issue.path_special": [
        "/dev/zero", "/dev/stdin", "/proc/self/environ", "/dev/fd/0", "/sys/kernel/notes", "pipe", "dev", "loop",
    ],
    "issue.path_folder": ["", ".", "records", "./records/"],
    "issue.path_variable": ["$HOME/x", "${X}.csv", "%APPDATA%/x", "~/x.csv", "~root/x"],
    "issue.path_pattern": ["records/*.csv", "r?cords/a.csv", "[a]"],
    "issue.path_link": ["link.csv", "linked/secret.csv", "chain.csv", "linked/../own/a.csv"],
    "issue.file_missing": ["nothing.csv", "x" * 5000, "sites.csv/x"],
}  # fmt: skip
OUTSIDE = ["../secret/secret.csv", "/etc/hostname", "records/../sites.csv"]
# Every key of city.toml that names a file.
KEYS = [
    "boundaries.communities", "boundaries.extra", "records.files", "sites.file", "staff.file",
    "streets.file", "agreements.file", "notices.file", "crosswalk.file", "flows.file",
    "travel_times.file", "out_migrants.files", "records.source_files",
]  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    """A folder with files, links within it and out of it, a pipe, and a secret beside it."""
    folder = tmp_path / "city"
    (folder / "records").mkdir(parents=True)
    for name in ("records/a.csv", "records/b.csv", "sites.csv", "records/plain[1].csv"):
        (folder / name).write_text("x")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "secret.csv").write_text("secret")
    links = {
        "link.csv": "../secret/secret.csv",
        "linked": "../secret",
        "chain.csv": "link.csv",
        "loop": "loop",
        "dev": "/dev/zero",
        "inner.csv": "sites.csv",
        "inner": "records",
    }
    for name, target in links.items():
        (folder / name).symlink_to(target)
    os.mkfifo(folder / "pipe")
    return folder


def refusal(folder, name):
    found = find(folder, name)
    assert bool(found.files) != bool(found.refused)
    return next(iter(found.refused.values()), "")


@pytest.mark.parametrize(("what", "name"), [(what, name) for what in NEVER for name in NEVER[what]])
def test_what_no_city_may_name(folder, what, name):
    told = refusal(folder, name)
    # A link out of the folder to a device is told of as either.
    assert told == what or (name == "dev" and told == "issue.path_link")
    (folder / MARK).touch()
    assert refusal(folder, name)


@pytest.mark.parametrize("name", OUTSIDE)
def test_other_files_of_ones_own_may_be_named_on_ones_desk_only(folder, name):
    assert refusal(folder, name) == ""
    (folder / MARK).touch()
    assert refusal(folder, name) == "issue.file_outside"


@pytest.mark.parametrize("name", ["inner.csv", "inner/a.csv"])
def test_a_link_within_the_folder_is_no_way_of_uploads(folder, name):
    assert refusal(folder, name) == ""
    (folder / MARK).touch()
    assert refusal(folder, name) == "issue.path_link"


@pytest.mark.parametrize(
    "name", ["sites.csv", "records/a.csv", "records\\a.csv", "./records//b.csv"]
)
def test_plain_names_are_files(folder, name):
    assert find(folder, name).files
    (folder / MARK).touch()
    (path,) = find(folder, name).files.values()
    assert path.is_absolute()
    assert path.is_file()


def test_a_name_from_the_root_is_no_way_round_a_link(folder):
    assert refusal(folder, str(folder / "link.csv")) == "issue.path_link"
    assert refusal(folder, f"../{folder.name}/link.csv") == "issue.path_link"
    assert refusal(folder, str(folder / "sites.csv")) == ""


def test_the_folder_itself_may_be_a_link(folder, tmp_path):
    (tmp_path / "understaffed").symlink_to(folder)
    assert refusal(tmp_path / "understaffed", "sites.csv") == ""
    assert refusal(tmp_path / "understaffed", "link.csv") == "issue.path_link"


def test_patterns_find_files_and_tell_of_links(folder):
    (folder / "records" / "c.csv").symlink_to("../../secret/secret.csv")
    found = find(folder, "records/[abc].csv", pattern=True)
    assert list(found.files) == ["records/a.csv", "records/b.csv"]
    assert found.refused == {"records/c.csv": "issue.path_link"}
    assert list(files_of(folder, ["records/?.csv", "*.csv"])) == [
        "records/a.csv", "records/b.csv", "inner.csv", "sites.csv",
    ]  # fmt: skip
    assert list(files_of(folder, ["records/plain[1].csv"])) == ["records/plain[1].csv"]
    assert list(files_of(folder, ["../secret/*.csv"])) == ["../secret/secret.csv"]
    assert find(folder, "*/../x", pattern=True).refused


def test_it_is_looked_at_again_before_it_is_opened(folder):
    assert located(folder, "sites.csv") == folder / "sites.csv"
    (folder / "sites.csv").unlink()
    (folder / "sites.csv").symlink_to("../secret/secret.csv")
    with pytest.raises(YipanError, match=r"city\.toml names sites\.csv, a link"):
        located(folder, "sites.csv")


@given(name=st.text(max_size=20) | st.text("./\\~:$ ab*", max_size=12))
def test_no_name_leads_out_of_uploads(name, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp() / "uploaded"
    (folder / "a").mkdir(parents=True, exist_ok=True)
    for path in (folder / MARK, folder / "b", folder / "a" / "a"):
        path.touch()
    for path in find(folder, name, pattern=True).files.values():
        assert path.resolve().is_relative_to(folder.resolve())


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("name", ["secret.csv", "/vsicurl/x", "pipe"])
def test_every_key_that_names_a_file_is_held_to_it(tmp_path, key, name):
    folder = write_city(tmp_path / "city")
    (tmp_path / "outside").write_text("secret")
    (folder / "secret.csv").symlink_to(tmp_path / "outside")
    os.mkfifo(folder / "pipe")
    text = (folder / "city.toml").read_text("utf-8")
    section, setting = key.split(".")
    value = f"['{name}']" if setting == "files" else f"'{name}'"
    value = f"{{ '{name}' = '公安' }}" if setting == "source_files" else value
    lines = [line for line in text.splitlines() if not line.startswith(f"{setting} =")]
    if f"[{section}]" in lines:
        lines.insert(lines.index(f"[{section}]") + 1, f"{setting} = {value}")
    else:
        lines += [f"[{section}]", f"{setting} = {value}"]
    (folder / "city.toml").write_text("\n".join(lines), "utf-8")
    with pytest.raises(CityError) as told:
        geo.City.open(folder)
    at_issue = [issue for issue in told.value.issues if issue.what.startswith("issue.path_")]
    assert [issue.column for issue in at_issue] == [key]
    for language in LANGUAGES:
        sentence = at_issue[0].sentence(language)
        assert name in sentence
        assert "city.toml" in sentence
        assert key in sentence


def test_city_toml_is_no_link_out_of_its_folder(tmp_path):
    (tmp_path / "secret").write_text("password = 1")
    folder = tmp_path / "city"
    folder.mkdir()
    (folder / "city.toml").symlink_to(tmp_path / "secret")
    with pytest.raises(CityError, match="a link") as told:
        geo.City.open(folder)
    assert "password" not in str(told.value)
    (folder / "city.toml").unlink()
    os.mkfifo(folder / "city.toml")
    with pytest.raises(CityError, match="a pipe"):
        geo.City.open(folder)


def test_uploads_name_plain_files_only(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = uploads.start("zh")
    shutil.copytree(write_city(tmp_path / "made"), folder, dirs_exist_ok=True)
    geo.City.open(folder)
    text = (folder / "city.toml").read_text("utf-8").replace('"staff.csv"', '"/etc/hostname"')
    (folder / "city.toml").write_text(text, "utf-8")
    with pytest.raises(CityError, match="not in the city folder"):
        geo.City.open(folder)
