"""What lies in a folder after a run or an export."""

from __future__ import annotations

import json
from hashlib import sha256

import pandas as pd
import pyogrio
import pytest

from geo.analyses.population.model import Population
from geo.core.analysis import LABELS, ExportOptions
from geo.core.i18n import say
from geo.core.issues import OutputError
from geo.export import declared_columns, export, formats, write_run
from geo.formats.filenames import safe_name
from geo.publish.labels import label

RUN = {
    "record_account.csv",
    "communities.csv",
    "communities.parquet",
    "corridors.csv",
    "corridors.gpkg",
    "districts.csv",
    "manifest.json",
    "origins.csv",
    "accessibility.csv",
    "nearest_sites.csv",
    "planning.csv",
    "planning_tradeoff.csv",
    "norms.csv",
    "norm_units.csv",
    "wisn.csv",
    "wisn_activities.csv",
    "rejected_records.csv",
    "agreement_register.csv",
    "corridor_periods.csv",
    "within_city_flows.csv",
    "sharing.csv",
    "sources.csv",
    "subdistricts.csv",
}
FIRST_COLUMNS = [
    "community_code",
    "community_name",
    "subdistrict_code",
    "district_code",
    "floating_population",
    "count_incomplete",
    "staff",
    "required_staff",
    "staff_shortfall",
    "population_per_staff",
]


def contents(folder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def out(results, tmp_path_factory):
    folder = tmp_path_factory.mktemp("out")
    paths = write_run(results, folder)
    assert {path.name for path in paths} == RUN
    assert all(path.is_file() for path in paths)
    return folder


def test_the_files_are_there_and_nothing_else(out):
    assert set(contents(out)) == RUN


@pytest.mark.parametrize("name", ["communities.csv", "communities.parquet"])
def test_columns_begin_as_promised(out, name):
    read = pd.read_csv if name.endswith("csv") else pd.read_parquet
    assert list(read(out / name).columns[:10]) == FIRST_COLUMNS


def test_set_aside_holds_places_in_files_and_nothing_of_persons(out, results):
    listed = pd.read_csv(out / "rejected_records.csv")
    assert list(listed.columns) == ["file", "row", "reason"]
    assert len(listed) == len(results[Population].rejected_records)


def test_the_manifest_names_inputs_norms_versions_and_every_row(out, results):
    told = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert told["inputs"] == results.input_digests
    assert told["standards"]["max_population_per_staff"] == {
        "value": 500,
        "source": "郑政办〔2010〕43号 三（二）",
    }
    assert told["period"] == "2026-10"
    assert (
        pd.DataFrame(told["record_account"]).to_dict()
        == results[Population].record_account.to_dict()
    )
    assert {line["column"] for line in told["dropped_columns"]} == {"姓名", "=备注"}
    assert set(told["versions"]) >= {"yipan", "python", "geopandas", "shapely", "pandas", "pyarrow"}


def test_the_manifest_vouches_for_the_other_files(out):
    told = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    files = contents(out)
    del files["manifest.json"]
    assert told["outputs"] == {name: sha256(data).hexdigest() for name, data in files.items()}


def test_a_run_gives_the_same_bytes_again(out, results, tmp_path):
    write_run(results, tmp_path)
    assert contents(tmp_path) == contents(out)
    write_run(results, tmp_path)
    assert contents(tmp_path) == contents(out)


@pytest.mark.long
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_export_gives_the_same_bytes_again(results, tmp_path, language):
    first = export(results, tmp_path / "a", formats(), ExportOptions(language))
    export(results, tmp_path / "b", formats(), ExportOptions(language))
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert {path.name for path in first} == set(contents(tmp_path / "a"))
    forms = {".xlsx", ".csv", ".parquet", ".gpkg", ".geojson", ".html", ".zip"}
    assert {path.suffix for path in first} == forms


def test_progress_goes_from_nothing_to_all(results, tmp_path):
    shares = []
    export(
        results,
        tmp_path,
        ["csv", "geojson"],
        ExportOptions("en"),
        lambda stage, share: shares.append(share),
    )
    assert shares == [0, 0.5, 1]


def test_an_unknown_format_is_told_with_the_known_ones_and_nothing_is_written(results, tmp_path):
    with pytest.raises(OutputError) as caught:
        export(results, tmp_path / "out", ["csv", "docx", "shp"], ExportOptions("en"))
    known = "csv, parquet, gpkg, geojson, tables, xlsx, html, norms, directory, od, isochrones, "
    known += "corridors, partner_cards, flowmapblue, kepler, flowlines."
    assert f"unknown format docx. Choose from: {known}" in str(caught.value)
    assert "Shapefiles are not written" in str(caught.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_labels_are_of_every_column_once_with_states_in_words(results, tmp_path, language):
    for name, columns in declared_columns().items():
        headers = [label(column.name, language) for column in columns]
        assert len(set(headers)) == len(headers), name
        assert not {column.name for column in columns} & set(headers)
    options = ExportOptions(language, headers=LABELS)
    files = export(results, tmp_path, ["tables", "gpkg"], options)
    (path,) = [path for path in files if say_table(language) in path.name]
    rejected = pd.read_csv(path, dtype=str)
    assert set(rejected.iloc[:, 2]) == {
        say("outcome.duplicate", language),
        say("outcome.outside", language),
    }
    (layer,) = [path for path in files if path.suffix == ".gpkg"]
    fields = pyogrio.read_info(layer, layer=say("table.communities", language))["fields"]
    assert say("label.staff_shortfall", language) in set(fields)


def say_table(language):
    return safe_name(say("table.rejected_records", language))


def test_a_district_is_exported_by_its_code_or_name_and_adds_up_to_its_row(results, tmp_path):
    by_code = export(results, tmp_path / "a", ["csv"], ExportOptions("zh", district="990102"))
    name = results.districts.set_index("district_code").loc["990102", "district_name"]
    export(results, tmp_path / "b", ["csv"], ExportOptions("zh", district=name))
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    communities = pd.read_csv(by_code[0], dtype={"district_code": str})
    assert set(communities["district_code"]) == {"990102"}
    whole = results.districts.set_index("district_code").loc["990102"]
    assert communities["staff_shortfall"].sum() == whole["staff_shortfall"]
    assert communities["floating_population"].sum() == whole["floating_population"]


@pytest.mark.parametrize(
    ("form", "district", "told"),
    [("csv", "nowhere", "there is no district nowhere"), ("od", "990102", "format od cannot be")],
)
def test_what_cannot_be_of_a_district_is_told(results, tmp_path, form, district, told):
    with pytest.raises(OutputError, match=told):
        export(results, tmp_path / "out", [form], ExportOptions("en", district=district))
    assert not (tmp_path / "out").exists()


def test_an_input_in_the_folder_is_not_replaced(results, tmp_path):
    given = b"my own communities"
    (tmp_path / "communities.csv").write_bytes(given)
    results.input_digests["communities.csv"] = sha256(given).hexdigest()
    try:
        with pytest.raises(OutputError, match=r"communities\.csv: this is an input"):
            write_run(results, tmp_path)
    finally:
        del results.input_digests["communities.csv"]
    assert contents(tmp_path) == {"communities.csv": given}
