"""The one list of analyses: what it declares is there, and what is there is declared."""

import csv
import dataclasses
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pyarrow.parquet as pq
import pyogrio
import pytest
from support.corridor_worlds import write_corridor_city
from support.living_text import write_living_city
from support.same_values import assert_same

from geo.analyses import ANALYSES
from geo.analyses.access.build import SUMMED
from geo.analyses.access.model import AccessModel
from geo.analyses.access.products import Access
from geo.app.pages import pages
from geo.city.folder import City
from geo.core.analysis import ROLES, UNIT_TABLES, Analysis, Column, ExportOptions, in_order, load
from geo.core.results import Product
from geo.core.serialization import deserialize, serialize
from geo.core.standards import Standards
from geo.export import declared_columns, export, formats, table_meanings, tables_of, write_run
from geo.kept_results import classes_kept
from geo.pipeline import run

AGREED = Path(__file__).with_name("exported_columns.csv")

ONLY_ASKED = {"rounds"}
"""Tables of which a run makes none where its settings do not ask for them."""
TRIAL = '''
from geo.core.analysis import Analysis, Export, Page, Table
from geo.core.results import Product

ANALYSIS = Analysis(
    name="trial", package="trial_analysis", needs=("population",), run="trial_analysis:found",
    tables=(Table("communities"), Table("trial", "trial_analysis:table")),
    exports=(Export("trial", "trial_analysis:write"),),
    page=Page("trial", "trial_analysis/page.py", ":material/home:", 5),
    manifest="trial_analysis:said",
)

class Trial(Product):
    """Registered residents over the floating population."""

def found(city, results, progress):
    places = results.units.communities.set_index("community_code")
    people = results.communities.set_index("community_code")["floating_population"]
    ratio = (places["registered"] / people.where(people > 0)).astype("Float64")
    return (Trial(communities=ratio.rename("trial_ratio").to_frame()),)

def table(results):
    return results[Trial].communities.dropna().reset_index()

def write(results, folder, options):
    (folder / "trial.txt").write_text(options.language)

def said(results):
    return {"trial": len(table(results))}
'''
COLUMNS = """
[about]
trial = { zh = "每个社区一行。", en = "One row per community." }
[communities]
trial_ratio = { dtype = "Float64", disclosure = "ratio", zh = "比", en = "ratio" }
[trial]
community_code = { dtype = "str", disclosure = "identifier", zh = "代码", en = "code" }
trial_ratio = { dtype = "Float64", disclosure = "ratio", zh = "比", en = "ratio" }
"""


@pytest.fixture(scope="module")
def sample(sample_results):
    return sample_results


def test_every_reference_of_every_declaration_resolves():
    for analysis in ANALYSES:
        runs = [analysis.run, analysis.manifest, analysis.priorities]
        runs += [table.rows for table in analysis.tables]
        runs += [form.write for form in (*analysis.exports, *analysis.layers)]
        assert all(callable(load(reference)) for reference in runs if reference), analysis.name
    assert all(callable(load(reference)) for reference in formats().values())


def test_every_norm_is_declared_by_one_analysis():
    norms = [norm for analysis in ANALYSES for norm in analysis.norms]
    assert sorted(norms) == sorted(field.name for field in dataclasses.fields(Standards))


def test_every_column_of_a_run_is_declared_and_every_declared_column_is_there(sample):
    found = {
        name: {column: str(dtype) for column, dtype in frame.dtypes.items()}
        for name, frame in tables_of(sample).items()
    }
    declared = {name: of for name, of in declared_columns().items() if name not in ONLY_ASKED}
    assert found == {
        name: {column.name: column.dtype for column in columns}
        for name, columns in declared.items()
    }
    assert {name: list(columns) for name, columns in found.items()} == {
        name: [column.name for column in columns] for name, columns in declared.items()
    }
    for columns in declared.values():
        assert all(column.zh and column.en and column.disclosure in ROLES for column in columns)


@pytest.mark.parametrize(
    "said",
    [
        {"disclosure": ""},
        {"disclosure": "harmless"},
        {"disclosure": "public"},
        {"disclosure": "public", "because": "so"},
        {"disclosure": "count", "because": "posts"},
        {"disclosure": "public", "because": "posts", "unit": "people"},
        {"disclosure": "category", "unit": "persons"},
    ],
)
def test_a_column_without_a_reasoned_role_is_refused(said):
    with pytest.raises(ValueError, match="new: no reasoned role"):
        Column("new", "int64", zh="新", en="new", **said)


def test_what_gives_people_away_is_not_public():
    """Figures from which, with what is public, the people of a place could be solved."""
    roles = {
        (table, column.name): column.disclosure
        for table, columns in declared_columns().items()
        for column in columns
    }
    assert roles["communities", "population_per_staff"] == "ratio"  # times the staff
    assert roles["communities", "population_to_next_post"] == "ratio"  # less the norm
    assert roles["corridors", "inflow_ratio"] == "ratio"  # times the expected inflow
    assert roles["corridors", "score"] == "ratio"  # by its factors
    assert roles["record_account", "persons"] == "count"
    assert {
        role for (_, name), role in roles.items() if name.startswith(("population_", "share_with"))
    } == {"count", "ratio"}


def columns_of_files(folder, tables):
    """List file, column and type of all a run leaves: of a CSV, the types of the table it is of."""
    for path in sorted(folder.iterdir()):
        if path.suffix == ".csv":
            dtypes = tables[path.stem].dtypes.astype("str")
            with path.open(encoding="utf-8-sig", newline="") as file:
                header = next(csv.reader(file))
            yield from ((path.name, name, dtypes[name]) for name in header)
        elif path.suffix == ".parquet":
            yield from ((path.name, it.name, str(it.type)) for it in pq.read_schema(path))
        elif path.suffix == ".gpkg":
            for layer, shape in pyogrio.list_layers(path):
                told = pyogrio.read_info(path, layer=layer)
                fields = [*zip(told["fields"], told["dtypes"], strict=True), ("geom", shape)]
                yield from ((f"{path.name} {layer}", *field) for field in fields)


@pytest.mark.long
def test_files_have_the_columns_that_were_agreed(sample, tmp_path):
    """Who reads our files by program reads these columns, in this order and of these types.

    Where a change is meant, put what is found into the list, and a line into the CHANGELOG.
    """
    write_run(sample, tmp_path / "run")
    export(sample, tmp_path / "forms", ["gpkg"], ExportOptions("en"))
    found = [
        *columns_of_files(tmp_path / "run", tables_of(sample)),
        *columns_of_files(tmp_path / "forms", {}),
    ]
    with AGREED.open(encoding="utf-8", newline="") as file:
        agreed = [tuple(row) for row in csv.reader(file)][1:]
    assert found == agreed


def test_no_analysis_widens_the_units(sample):
    columns = set(sample.units.communities) | set(sample.units.subdistricts)
    for product in sample.products.values():
        if isinstance(product, Product):
            assert not columns & set(product.communities)
            assert product.kept() is product or product.kept().record_counts is None
    assert {*sample.units.districts} == {"district_code", "district_name"}


def test_what_was_counted_of_points_does_not_outlive_the_run(sample):
    held = [name for of in sample.products.values() for name, it in vars(of).items() if it is None]
    assert "record_counts" in held


@pytest.mark.long
def test_what_is_kept_is_the_same(tmp_path):
    """Every frame, dtype, index and shape; only what knows single points is made anew.

    Of a new run with flows, dealings and sites: the results of the sample may be kept ones. That
    the same leaves the same files is held by every form in `test_kept_results`.
    """
    ran = run(City.open(write_living_city(tmp_path / "city"), accept_loss=True))
    kept = {kind: of for kind, of in ran.products.items() if kind is not AccessModel}
    results = replace(ran, products=kept)
    back = deserialize(*serialize(results, classes_kept()), classes_kept())
    assert_same(back, results)


@pytest.mark.parametrize(
    ("needs", "sentence"),
    [({"a": ("b",), "b": ("a",)}, "in a circle: a -> b -> a"), ({"a": ("c",)}, "needs 'c'")],
)
def test_needs_in_a_circle_and_unknown_needs_are_refused(needs, sentence):
    with pytest.raises(ValueError, match=sentence):
        in_order([Analysis(name, "x", needs=of) for name, of in needs.items()])


def test_analyses_stand_after_what_they_need():
    assert [of.name for of in in_order(ANALYSES)] == [of.name for of in ANALYSES]
    assert [of.name for of in in_order(ANALYSES[::-1])].index("population") == 0


def test_a_new_analysis_is_a_folder_and_a_line(tmp_path, monkeypatch):
    package = tmp_path / "trial_analysis"
    package.mkdir()
    (package / "__init__.py").write_text(TRIAL, "utf-8")
    (package / "columns.toml").write_text(COLUMNS, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    import trial_analysis

    analyses = (*ANALYSES, trial_analysis.ANALYSIS)
    city = write_corridor_city(tmp_path / "city", sites=[("站", 103.505, 40.505, 1)])
    layer = city / "boundaries" / "communities.geojson"
    gpd.read_file(layer).assign(户籍人口=[1000, 200, 0, 40]).to_file(layer)
    results = run(City.open(city), analyses=analyses)
    write_run(results, tmp_path / "out", analyses=analyses)
    assert "trial_ratio" in (tmp_path / "out" / "communities.csv").read_text("utf-8")
    assert (tmp_path / "out" / "trial.csv").read_text("utf-8-sig").startswith("community_code,")
    assert json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))["trial"] == 4
    export(results, tmp_path / "forms", ["trial"], ExportOptions("en"), analyses=analyses)
    assert (tmp_path / "forms" / "trial.txt").read_text() == "en"
    assert "trial" in [page.name for page in pages(analyses)]
    declared = declared_columns(analyses)
    assert [column.name for column in declared["trial"]] == ["community_code", "trial_ratio"]
    assert table_meanings(analyses)["trial"]["en"] == "One row per community."
    assert list(tables_of(results, analyses)["communities"]) == [
        column.name for column in declared["communities"]
    ]


def test_the_registry_is_read_without_what_is_heavy():
    heavy = "{'pandas', 'numba', 'streamlit', 'geopandas', 'numpy'}"
    told = f"import sys, geo.analyses; print({heavy} & set(sys.modules))"
    out = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()"


def test_access_adds_up_in_the_sample_city(sample):
    total = sample.city_total.iloc[0]
    states = ("within", "beyond", "unreachable", "unsnapped", "location_unknown")
    assert sum(total[f"population_{state}"] for state in states) == total["floating_population"]
    placed = sample.get(AccessModel).demand_points["floating_population"].sum()
    assert total["floating_population"] - total["population_location_unknown"] == placed
    areas = sample.communities.dropna(subset="underserved_area")
    assert not sample[Access].area_note
    assert set(areas["underserved_area"]) == set(range(1, areas["underserved_area"].max() + 1))
    ranked = sample.communities.dropna(subset="underserved_rank")
    ranked = ranked.sort_values("underserved_rank")[list(SUMMED)].fillna(0)
    assert ranked["population_not_reaching"].is_monotonic_decreasing
    assert ranked.sum(axis=1).gt(0).all()
    unranked = sample.communities[sample.communities["underserved_rank"].isna()]
    assert not unranked["population_not_reaching"].gt(0).any()


def test_what_to_decide_is_what_the_tables_of_the_sample_city_say(sample):
    found = {
        priority.key: priority
        for analysis in ANALYSES
        if analysis.priorities
        for priority in load(analysis.priorities)(sample)
    }
    communities, subdistricts = sample.communities, sample.subdistricts
    without = communities.query("status == 'unstaffed'")
    unstaffed = found["priority.staffing.unstaffed"].values
    assert unstaffed["communities"] == len(without) == 91
    assert unstaffed["people"] == without["floating_population"].sum()
    named = communities.set_index("community_name")["floating_population"]
    assert [named[name].max() for name in unstaffed["names"]] == sorted(
        without["floating_population"], reverse=True
    )[:3]
    short = found["priority.staffing.largest_shortfall"]
    of_it = subdistricts.set_index("subdistrict_code").loc[short.place["subdistrict"]]
    assert short.values["shortfall"] == of_it["staff_shortfall"]
    assert of_it["staff_shortfall"] == subdistricts["staff_shortfall"].max()
    areas = found["priority.access.underserved_areas"].values
    inside = communities.dropna(subset="underserved_area")
    assert areas["areas"] == inside["underserved_area"].max()
    assert areas["people"] == inside["population_underserved"].sum()
    assert areas["most"] == inside.query("underserved_area == 1")["population_underserved"].sum()
    city, more = sample.city_total.iloc[0], found["priority.planning.one_more_site"].values
    assert 0 < more["people"] < city["population_not_reaching"]
    assert len(found) == 5
    assert found["priority.corridors.agreements_due"].values["agreements"] == 3
    pages = {analysis.page.name for analysis in ANALYSES if analysis.page}
    assert {priority.page for priority in found.values()} <= pages


def test_levels_are_tables_of_results(sample):
    assert all(hasattr(sample, level) for level in UNIT_TABLES)
