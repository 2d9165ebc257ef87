"""Cooperation corridors 协作走廊: which places should work together, and do they."""

from __future__ import annotations

from typing import Final

from geo.core.analysis import Analysis, Export, Layer, Page, Table

_NORMS: Final = (
    "corridor_rule",
    "corridor_min_share",
    "corridor_p_value",
    "corridor_min_flow",
    "corridor_correction",
    "corridor_expectation",
    "corridor_deterrence",
    "lapsing_days",
    "answer_working_days",
    "answer_on_time_percent",
)

FLOWS: Final = Analysis(
    name="flows",
    package=__name__,
    needs=("population",),
    run="geo.analyses.corridors.build:flows_and_pairs",
    norms_used=(*_NORMS, "population_change_percent"),
    kept=(
        "geo.analyses.corridors.agreement_inputs:Dealings",
        "geo.analyses.corridors.inputs:Flows",
        "geo.analyses.corridors.model:UnrankedCorridors",
        "geo.analyses.corridors.model:WithinCity",
        "geo.regions.partner_places:PartnerPlaces",
    ),
)

ANALYSIS: Final = Analysis(
    name="corridors",
    package=__name__,
    needs=("population", "staffing", "access", "sharing", "flows"),
    run="geo.analyses.corridors.build:ranked_corridors",
    norms=_NORMS,
    tables=(
        Table("corridors", "geo.analyses.corridors.tables:corridors_of_run"),
        Table("agreement_register", "geo.analyses.corridors.dealings:agreement_register"),
        Table("within_city_flows", "geo.analyses.corridors.within_city:within_city_flows"),
        Table("corridor_periods", "geo.analyses.corridors.periods:corridor_periods_of_run"),
    ),
    exports=(
        Export("corridors", "geo.analyses.corridors.workbook:write_corridors", by_district=True),
        Export("partner_cards", "geo.analyses.corridors.partner_card_page:write_partner_cards"),
        Export("flowmapblue", "geo.analyses.corridors.flow_files:write_flowmapblue"),
        Export("kepler", "geo.analyses.corridors.flow_files:write_kepler"),
        Export("flowlines", "geo.analyses.corridors.flow_files:write_flow_lines"),
    ),
    layers=(Layer("corridors.gpkg", "geo.analyses.corridors.tables:write_corridor_geopackage"),),
    priorities="geo.analyses.corridors.priorities:priorities_of",
    manifest="geo.analyses.corridors.tables:manifest_of",
    page=Page("corridors", "geo/analyses/corridors/page/corridors.py", ":material/swap_horiz:", 4),
    kept=("geo.analyses.corridors.model:Corridors",),
)
