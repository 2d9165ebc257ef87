"""A small city by hand: two districts, three streets, nine communities, every state.

Awkward names.
"""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from geo.analyses.access.products import Sites
from geo.analyses.corridors.agreement_inputs import dealings_of_city
from geo.analyses.corridors.inputs import Flows
from geo.analyses.corridors.methods.flows import unit_hierarchy
from geo.analyses.corridors.model import Corridors, WithinCity
from geo.analyses.norms.methods.norm_checks import Inputs, check_norms
from geo.analyses.norms.methods.unit_sums import weighted
from geo.analyses.norms.model import Norms
from geo.analyses.norms.policy import policy_norms
from geo.analyses.planning.model import Planning
from geo.analyses.population.model import Population, units_of_population
from geo.analyses.sharing.model import Sharing
from geo.analyses.staffing.model import staffing_by_unit
from geo.core.admin_units import unit_tables
from geo.core.i18n import Term
from geo.core.issues import Issue
from geo.core.results import CityDescription, Results
from geo.core.standards import Standards
from geo.regions.partner_places import PartnerPlaces

FORMULA = '=HYPERLINK("http://x")'
# code, name, street, people (None: not known), posts
PLACES = [
    ("990101001001", "沙洲社区", "990101001", 500, 1.0),
    ("990101001002", FORMULA, "990101001", 501, 1.0),
    ("990101001003", "+1", "990101001", 1300, 0.0),
    ("990101002001", "@a", "990101002", 0, 2.0),
    ("990101002002", "-x", "990101002", None, 1.0),
    ("990102001001", "<b>${x}", "990102001", 2900, 2.5),
    ("990102001002", "绿洲新村第一片区居民委员会（含原农场职工宿舍）", "990102001", 495, 3.0),
    ("990102001003", "'=quoted\nname", "990102001", 12, 1.0),
    ("990102900001", "开发区", None, 1600, 1.0),
]
NAMES = {
    "990101": "沙洲区",
    "990102": "=绿洲县",
    "990101001": "东关街道",
    "990101002": "西关街道",
    "990102001": "https://绿洲镇.example",
}


def communities(places=PLACES) -> gpd.GeoDataFrame:
    """Lay the communities out as squares in a row; one that is in no street has no boundary."""
    codes = [place[0] for place in places]
    subdistricts = [place[2] for place in places]
    return gpd.GeoDataFrame(
        {
            "community_code": codes,
            "community_name": [place[1] for place in places],
            "subdistrict_code": pd.array(subdistricts, dtype="str"),
            "subdistrict_name": pd.array(
                [NAMES.get(subdistrict, subdistrict) for subdistrict in subdistricts], dtype="str"
            ),
            "district_code": [code[:6] for code in codes],
            "district_name": [NAMES.get(code[:6], code[:6]) for code in codes],
            "kind": pd.array(["mixed", *[None] * (len(places) - 1)], dtype="str"),
            "registered": pd.array([1000, *[None] * (len(places) - 1)], dtype="Int64"),
        },
        geometry=[
            box(103.5 + n / 100, 40.5, 103.51 + n / 100, 40.51) if subdistrict else None
            for n, subdistrict in enumerate(subdistricts)
        ],
        crs=4326,
    )


def make_results(
    frame: gpd.GeoDataFrame, standards: Standards, places=PLACES, incomplete=(), **changes
) -> Results:
    """Put the results of a run together the way the pipeline does."""
    population = pd.Series({place[0]: place[3] for place in places}, dtype="Int64")
    by_level = units_of_population(unit_tables(frame), population, incomplete)
    posts = pd.Series({place[0]: place[4] for place in places})
    own = {"community_code": [None], "subdistrict_code": ["990101001"], "posts": [1.0]}
    roster = pd.concat(
        [
            pd.DataFrame({"community_code": posts.index, "posts": posts.to_numpy()}).assign(
                level="community", dedicated=False, part_time=False
            ),
            pd.DataFrame(own).assign(level="subdistrict", dedicated=True, part_time=False),
        ],
        ignore_index=True,
    )
    units = unit_tables(frame)
    located = int(population.sum())
    counted = Population(
        **by_level,
        counts=pd.DataFrame({"community_code": [], "period": [], "floating_population": []}),
        cells=pd.DataFrame({"lon": [], "lat": [], "period": []}),
        record_account=record_account(located),
        notes=pd.DataFrame(
            {"file": ["records/a.csv"], "note": ["disagree"], "rows": [7], "persons": [9]}
        ),
        rejected_records=pd.DataFrame(
            {
                "file": ["records/a.csv"] * 3,
                "row": [3, 17, 20],
                "reason": ["duplicate", "outside", "outside"],
            }
        ),
        dropped=pd.DataFrame(
            {
                "file": ["records/a.csv"] * 2,
                "column": ["姓名", "=备注"],
                "personal": [True, False],
            }
        ),
    )
    staffed = staffing_by_unit(units, by_level["communities"], roster, standards)
    known = Inputs(
        units.communities.set_index("community_code")[["subdistrict_code", "district_code"]],
        population.rename("floating_population").to_frame(),
        weighted(roster.assign(role=None), standards),
    )
    norms = Norms(
        *check_norms(policy_norms(standards, "zh").astype({"in_force_from": "str"}), known),
        *(pd.DataFrame(), pd.DataFrame(), pd.DataFrame()),
    )
    hierarchy, day = unit_hierarchy(frame, "990100"), date(2026, 10, 31)
    nothing = SimpleNamespace(
        agreements=None, notices=None, abroad=False, partner_places=PartnerPlaces()
    )
    dealings = dealings_of_city(nothing, hierarchy, day, standards)
    flows = Flows(hierarchy=hierarchy, dealings=dealings, day=day)
    products = (
        counted,
        staffed,
        Sites(),
        Sharing(),
        flows,
        Corridors(),
        WithinCity(),
        Planning(()),
        norms,
    )
    parts = {
        "city": CityDescription("沙洲市", "样例数据均为虚构。"),
        "period": "2026-10",
        "periods": ("2026-09", "2026-10"),
        "standards": standards,
        "units": units,
        "issues": (
            Issue(
                "issue.standard",
                severity="warning",
                file="=a.csv",
                column="x",
                value="=1",
                more={"rule": Term("rule.share")},
            ),
        ),
        "input_digests": {"records/a.csv": "0" * 64, "city.toml": "f" * 64},
        "products": {type(of): of for of in products},
    }
    return Results(**(parts | changes))


def record_account(located: int) -> pd.DataFrame:
    """Account for 5,000 rows of this period and 10 of the one before."""
    return pd.DataFrame(
        [
            ("records/a.csv", "locate", "2026-09", "point", 10, 11),
            ("records/a.csv", "locate", "2026-10", "code", 999, located - 4000),
            ("records/a.csv", "locate", "2026-10", "outside", 2, 5),
            ("records/a.csv", "locate", "2026-10", "point", 3998, 4000),
            ("records/a.csv", "read", "2026-09", "kept", 10, 11),
            ("records/a.csv", "read", "2026-10", "duplicate", 1, 3),
            ("records/a.csv", "read", "2026-10", "kept", 4999, located + 5),
        ],
        columns=["file", "stage", "period", "outcome", "rows", "persons"],
    )


@pytest.fixture(scope="session")
def results() -> Results:
    return make_results(communities(), Standards(dedicated_post_min_population=2000))


@pytest.fixture(scope="session")
def flat_results() -> Results:
    """A city whose communities are its districts, as a census gives them."""
    frame = communities()
    frame["district_code"] = frame["community_code"]
    frame["district_name"] = frame["community_name"]
    for column in ("subdistrict_code", "subdistrict_name"):
        frame[column] = pd.array([None] * len(frame), dtype="str")
    return make_results(frame, Standards(), period="", city=CityDescription("沙洲市"), issues=())


def many_places() -> list[tuple]:
    """A hundred and twenty communities: enough for several pages."""
    return [
        (f"9901{d:02}{s:03}{n:03}", f"第{n}社区", f"9901{d:02}{s:03}", 97 * d * s * n, float(n % 4))
        for d in range(1, 4)
        for s in range(1, 6)
        for n in range(1, 9)
    ]


@pytest.fixture(scope="session")
def long_results() -> Results:
    places = many_places()
    return make_results(communities(places), Standards(), places)
