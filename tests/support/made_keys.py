"""Keys of messages that code puts together, with the endings they can have.

A key is best written out. Where the code has a tuple of states or columns, an f-string may end with
one of them: it is declared here with that very tuple, so that a new state without words, words
without a state, and an f-string nobody declared are each found.
"""

import ast
from functools import cache

from geo.analyses import ANALYSES
from geo.analyses.access import workbook as access_workbook
from geo.analyses.access.demand import LOCATIONS
from geo.analyses.access.directory import printable
from geo.analyses.access.directory import workbook as directory_workbook
from geo.analyses.access.directory.listing import DETAILS
from geo.analyses.access.euclidean_times import EuclideanTravelTimes
from geo.analyses.access.methods.coverage import LOCATION_UNKNOWN, PLACED
from geo.analyses.access.methods.coverage import STATES as ACCESS_STATES
from geo.analyses.access.methods.underserved import UNDERSERVED
from geo.analyses.access.page import card, sites
from geo.analyses.access.page import controls as access_controls
from geo.analyses.access.page import map as access_map
from geo.analyses.access.page import table as access_table
from geo.analyses.access.table_times import MatrixTravelTimes
from geo.analyses.access.travel_times import NetworkTravelTimes
from geo.analyses.corridors import agreement_drafts, dealings, partner_card
from geo.analyses.corridors import workbook as corridor_workbook
from geo.analyses.corridors.methods import (
    agreements,
    flows,
    notices,
    period_changes,
    recommendation,
    spatial_interaction,
    within_city,
)
from geo.analyses.corridors.page import card as corridor_card
from geo.analyses.corridors.page import controls as corridor_controls
from geo.analyses.corridors.page import map as corridor_map
from geo.analyses.corridors.page import matrix as corridor_matrix
from geo.analyses.corridors.page import periods as corridor_periods
from geo.analyses.corridors.page import table as corridor_table
from geo.analyses.corridors.page import within_city as within_city_page
from geo.analyses.norms import policy
from geo.analyses.norms.methods import norm_checks
from geo.analyses.norms.methods import unit_sums as norm_sums
from geo.analyses.norms.methods import wisn as wisn_methods
from geo.analyses.overview.page import map as overview_map
from geo.analyses.overview.page import units as overview_units
from geo.analyses.planning import plan, sentences, site_question, staff_reallocation
from geo.analyses.planning.page import fields, question
from geo.analyses.planning.page import map as planning_map
from geo.analyses.planning.page import rounds as page_rounds
from geo.analyses.planning.rounds import printable as rounds_printable
from geo.analyses.planning.rounds import sentences as sentences_of_rounds
from geo.analyses.planning.rounds import workbook as rounds_workbook
from geo.analyses.population import losses
from geo.analyses.population.methods import loss_evidence
from geo.analyses.population.methods.account import STAGES
from geo.analyses.population.methods.locate import ALL_NOTES, OUTCOMES
from geo.analyses.population.methods.source_comparison import ESTIMATE_STATES as ESTIMATES
from geo.analyses.sharing.methods import exchanges
from geo.analyses.sharing.page import panel
from geo.analyses.staffing import workbook as staffing_workbook
from geo.analyses.staffing.methods.staffing_ratio import STATUSES, TRIALS
from geo.app import pages
from geo.app.data import files, norms
from geo.app.scenarios import changing
from geo.app.scenarios import map as scenario_map
from geo.city import recognition, rounds_settings, templates
from geo.city.access_settings import DEMANDS
from geo.city.datasets import known_places, lost_units, unread_counts
from geo.city.datasets import norms as norm_tables
from geo.city.datasets.communities import COMMUNITY_KINDS
from geo.city.schemas import TABLES
from geo.city.settings import MODES
from geo.city.settings_editor import CHOICES, KINDS
from geo.city.settings_schema import all_settings, meaning_key
from geo.cli import cache as cache_report
from geo.cli import plan_sites
from geo.core import agreement_terms
from geo.core.false_discovery import CORRECTIONS
from geo.core.row_account import LEFT_OUT
from geo.export import declared_columns
from geo.formats import header_proposals, sniffing, units
from geo.network.street_network import MODES as STREET_MODES
from geo.publish.maps import tooltips
from geo.regions import origins
from geo.scenarios import comparison
from geo.spatial.coordinates import SYSTEMS
from geo.ui import map_component, places
from geo.ui.comparison import CHANGE
from support.key_usage import ROOT


@cache
def strings_of(path):
    """Return every string literal of a module."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def written(path, *endings):
    """Return endings that a module writes out as literals."""
    assert set(endings) <= strings_of(path), (path, set(endings) - strings_of(path))
    return endings


def constant(path, name):
    """Return a constant of a page, which draws itself when it is imported."""
    for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name:
            return ast.literal_eval(node.value)
    raise LookupError(name)


ACCESS, CORRIDORS = "geo/analyses/access", "geo/analyses/corridors"
LABELS = dict.fromkeys(column.name for columns in declared_columns().values() for column in columns)
SCENARIOS = "geo/app/scenarios"
FIGURES = (*comparison.CITY_FIGURES, *comparison.COMMUNITY_FIGURES, "rank")
STAFFING, POPULATION = "geo/analyses/staffing", "geo/analyses/population"
WAYS = [ways.name for ways in (NetworkTravelTimes, EuclideanTravelTimes, MatrixTravelTimes)]
# The notes of located records, and those of records compared with others.
NOTES = (
    *ALL_NOTES,
    *written(f"{POPULATION}/record_counts.py", "alike", "alike_some", "elsewhere", "id_shared"),
)
COLUMNS = {column.name for table in TABLES.values() for column in table.columns}
IN_TABLES = {f"{table}.{column.name}" for table in TABLES for column in TABLES[table].columns}
SIGNING_LEVELS = (*recommendation.SIGNING_UNITS, agreement_drafts.BETWEEN)
CORRIDOR_SHEETS = written(
    "geo/analyses/corridors/workbook.py",
    *("drafts", "corridors", "register", "sharing", "within", "rest"),
)
NORMS = "geo/analyses/norms"
PLANNING = "geo/analyses/planning"
ROUNDS = f"{PLANNING}/rounds"
ROUNDS_HEADERS = {
    *page_rounds.TIMETABLE_COLUMNS,
    *page_rounds.STOP_COLUMNS,
    *rounds_printable.COLUMNS,
    *rounds_workbook.STOP_COLUMNS,
}
PLANNING_HEADERS = {name for names in sentences.HEADERS.values() for name in names}
SETTINGS = {
    meaning_key(setting.section, setting.name).removeprefix("setting.")
    for setting in all_settings()
}
ASKS = {setting for kind in KINDS.values() for setting in kind.asks}

# (module, what it puts together) -> the endings.
MADE = {
    (f"{ACCESS}/directory/printable.py", "directory.*"): ("services", *printable._LINES),
    (f"{ACCESS}/directory/workbook.py", "directory.*"): directory_workbook._WIDTHS,
    (f"{ACCESS}/page/sites.py", "directory.*"): sites.COLUMNS,
    (f"{ACCESS}/page/card.py", "directory.*"): ("services", *card._LINES),
    (f"{ACCESS}/page/card.py", "access.site_*"): ("unsnapped", "not_timed"),
    (f"{ACCESS}/modes.py", "mode.*"): MODES,
    (f"{ACCESS}/modes.py", "access.mode.*"): MODES,
    (f"{ACCESS}/page/card.py", "access.nearest.*"): (*ACCESS_STATES[1:4], LOCATION_UNKNOWN),
    (f"{ACCESS}/page/card.py", "access.header.population_*"): (*PLACED, LOCATION_UNKNOWN),
    (f"{ACCESS}/page/card.py", "access.header.*"): (*card._SHARES, *card._AMOUNTS),
    (f"{ACCESS}/page/card.py", "underserved.*"): UNDERSERVED,
    (f"{ACCESS}/page/card.py", "demand_location.*"): LOCATIONS,
    (f"{ACCESS}/page/table.py", "demand_location.*"): LOCATIONS,
    (f"{ACCESS}/page/notes.py", "access.demand.*"): LOCATIONS[:-1],
    (f"{ACCESS}/page/notes.py", "access.demand_of.*"): DEMANDS,
    (f"{ACCESS}/page/notes.py", "column.*"): ("staff", "capacity"),
    (f"{ACCESS}/demand_issues.py", "column.*"): ("staff", "capacity"),
    (f"{ACCESS}/page/controls.py", "access.layer.*"): (*access_controls.LAYERS, CHANGE),
    (f"{ACCESS}/page/map.py", "access.layer.*"): (*access_controls.LAYERS, CHANGE),
    (f"{ACCESS}/page/figures.py", "access.travel_time_source.*"): WAYS,
    (f"{ACCESS}/workbook.py", "access.header.*"): access_workbook.WIDTHS,
    (f"{ACCESS}/workbook.py", "underserved.*"): UNDERSERVED,
    (f"{ACCESS}/page/figures.py", "access.capacity.*"): ("staff", "capacity"),
    (f"{ACCESS}/page/map.py", "access.header.*"): (*access_map.HEADERS, "accessibility_state"),
    (f"{ACCESS}/page/table.py", "access.header.*"): access_table.COLUMNS,
    (f"{ACCESS}/page/table.py", "areas.*"): written(
        f"{ACCESS}/methods/underserved_areas.py", "few", "no_variance", "none"
    ),
    (f"{ACCESS}/page/table.py", "underserved.*"): UNDERSERVED,
    (f"{ACCESS}/page/table.py", "accessibility_state.*"): (*ACCESS_STATES, LOCATION_UNKNOWN),
    (f"{CORRIDORS}/agreement_drafts.py", "corridor_action.*"): (*agreement_drafts.ACTIONS,),
    (f"{CORRIDORS}/agreement_drafts.py", "corridor_state.*"): agreements.AGREEMENT_STATES,
    (f"{CORRIDORS}/agreement_drafts.py", "corridor_header.*"): (
        *("number", "action", "level", "covers"),
        *agreement_drafts.FIGURES,
    ),
    (f"{CORRIDORS}/agreement_drafts.py", "corridor_level.*"): SIGNING_LEVELS,
    (f"{CORRIDORS}/caveats.py", "corridor_deterrence.*"): spatial_interaction.DETERRENCES,
    (f"{CORRIDORS}/caveats.py", "corridors.unit.*"): (*flows.PARTNER_LEVELS, *flows.LOCAL_LEVELS),
    (f"{CORRIDORS}/page/card.py", "corridor_state.*"): agreements.AGREEMENT_STATES,
    (f"{CORRIDORS}/page/card.py", "corridors.card.*"): corridor_card.COUNTED,
    (f"{CORRIDORS}/page/card.py", "corridors.card.agreement.*"): agreement_terms.TERMS,
    (f"{CORRIDORS}/page/card.py", "corridors.unit.*"): flows.PARTNER_LEVELS,
    (f"{CORRIDORS}/page/controls.py", "corridor_header.*"): (
        *corridor_table.TABLE_COLUMNS,
        *("partner_name", "local_name", "flow", "action"),
    ),
    (f"{CORRIDORS}/page/controls.py", "corridors.expectation.*"): recommendation.EXPECTATIONS,
    (f"{CORRIDORS}/page/recommended.py", "corridors.expectation.*"): recommendation.EXPECTATIONS,
    (f"{CORRIDORS}/page/recommended.py", "corridor_level.*"): SIGNING_LEVELS,
    (f"{CORRIDORS}/page/recommended.py", "corridor_action.*"): (*agreement_drafts.ACTIONS,),
    (f"{CORRIDORS}/page/within_city.py", "corridors.unit.*"): within_city.LEVELS,
    (f"{CORRIDORS}/page/within_city.py", "corridor_header.*"): within_city_page.COLUMNS,
    (f"{CORRIDORS}/page/within_city.py", "within_city.list.*"): flows.DIRECTIONS[:2],
    (f"{CORRIDORS}/workbook.py", "corridor_correction.*"): CORRECTIONS,
    (f"{CORRIDORS}/workbook.py", "corridors.expectation.*"): recommendation.EXPECTATIONS,
    (f"{CORRIDORS}/page/controls.py", "corridors.ask.*"): (
        corridor_controls.PARTNER_UNIT,
        corridor_controls.LOCAL_UNIT,
    ),
    (f"{CORRIDORS}/page/controls.py", "corridors.unit.*"): (
        *flows.PARTNER_LEVELS,
        *flows.LOCAL_LEVELS,
    ),
    (f"{CORRIDORS}/page/controls.py", "corridor_state.*"): agreements.AGREEMENT_STATES,
    (f"{CORRIDORS}/page/corridors.py", "corridors.view.*"): constant(
        f"{CORRIDORS}/page/corridors.py", "VIEWS"
    ),
    (f"{CORRIDORS}/page/figures.py", "corridors.on_time.*"): dealings.ENDS,
    (f"{CORRIDORS}/partner_card_page.py", "partner_card.*"): (
        *("flows", "answers", "agreements", "months"),
    ),
    (f"{CORRIDORS}/partner_card_page.py", "partner_card.no_*"): (
        *("flows", "answers", "agreements", "months"),
    ),
    (f"{CORRIDORS}/partner_card_page.py", "partner_card.header.*"): (
        *partner_card.FLOW_COLUMNS,
        *notices.OF_END[:5],
        *("norm", "meets_norm", "places", "state", "signed_on", "valid_until", "month"),
    ),
    (f"{CORRIDORS}/partner_card_page.py", "partner_card.of_end.*"): ("received", "in_time", "due"),
    (f"{CORRIDORS}/partner_card_page.py", "partner_card.due.*"): partner_card.DUE,
    (f"{CORRIDORS}/partner_card_page.py", "corridor_state.*"): agreements.AGREEMENT_STATES,
    (f"{CORRIDORS}/partner_card_page.py", "agreement_term.*"): agreement_terms.TERMS,
    (f"{CORRIDORS}/partner_card_page.py", "corridor_yes.*"): ("yes", "no"),
    (f"{CORRIDORS}/page/map.py", "corridor_header.*"): corridor_map.FACTS,
    (f"{CORRIDORS}/page/map.py", "corridor_state.*"): agreements.AGREEMENT_STATES,
    (f"{CORRIDORS}/page/map.py", "corridors.map.width.*"): corridor_map.VOLUMES,
    (f"{CORRIDORS}/page/map.py", "corridors.map.volume.*"): corridor_map.VOLUMES,
    (f"{CORRIDORS}/page/matrix.py", "corridor_state.*"): agreements.AGREEMENT_STATES,
    (f"{CORRIDORS}/page/matrix.py", "corridors.matrix.direction.*"): flows.DIRECTIONS,
    (f"{CORRIDORS}/page/matrix.py", "corridors.matrix.*"): corridor_matrix.MEASURES,
    (f"{CORRIDORS}/page/matrix.py", "corridors.matrix.order.*"): corridor_matrix.ORDERS,
    (f"{CORRIDORS}/page/periods.py", "corridor_header.*"): corridor_periods.CHANGED[:2],
    (f"{CORRIDORS}/page/periods.py", "corridors.periods.*"): (
        *corridor_periods.TOTALS,
        *corridor_periods.CHANGED[2:],
    ),
    (f"{CORRIDORS}/page/periods.py", "trend.*"): period_changes.TRENDS,
    (f"{CORRIDORS}/page/table.py", "corridor_header.*"): corridor_table.TABLE_COLUMNS,
    (f"{CORRIDORS}/page/table.py", "corridor_state.*"): agreements.AGREEMENT_STATES,
    (f"{CORRIDORS}/workbook.py", "corridor_title.*"): CORRIDOR_SHEETS,
    (f"{CORRIDORS}/workbook.py", "corridor_sheet.*"): CORRIDOR_SHEETS,
    (f"{CORRIDORS}/workbook.py", "corridor_header.*"): (
        *corridor_workbook._DRAFTS,
        *corridor_workbook._CORRIDORS,
        *corridor_workbook._SHARING,
        *corridor_workbook._WITHIN,
        *corridor_workbook._REST,
        *corridor_workbook._REGISTER,
    ),
    (f"{CORRIDORS}/workbook.py", "corridors.unit.*"): (*flows.PARTNER_LEVELS, *flows.LOCAL_LEVELS),
    (f"{CORRIDORS}/workbook.py", "*.*"): (
        *(f"corridor_action.{action}" for action in agreement_drafts.ACTIONS),
        *(f"sharing_level.{level}" for level in exchanges.BOUNDARY_LEVELS),
        *(f"sharing_kind.{kind}" for kind in exchanges.SHARING_KINDS),
        *("corridor_yes.yes", "corridor_yes.no"),
        *(f"corridor_level.{level}" for level in SIGNING_LEVELS),
        *(f"within_state.{state}" for state in within_city.STATES),
        *(f"corridor_direction.{way}" for way in flows.DIRECTIONS),
        *(f"corridor_state.{state}" for state in agreements.AGREEMENT_STATES),
        *(f"agreement_term.{term}" for term in agreement_terms.TERMS),
        *(f"origin_state.{state}" for state in (*origins.ORIGIN_STATES[1:], flows.LOCAL_UNKNOWN)),
        *(f"origin_state.{unit}_only" for unit in flows.PARTNER_LEVELS[:2]),
    ),
    ("geo/analyses/overview/page/map.py", "overview.*.*"): tuple(
        f"{drawn}.{shown}" for drawn in overview_map.DRAWN for shown in overview_map.SHOWN
    ),
    ("geo/analyses/overview/page/map.py", "overview.draw.*"): overview_map.DRAWN,
    ("geo/analyses/overview/page/map.py", "overview.small.*"): overview_map.DRAWN,
    ("geo/analyses/overview/page/map.py", "overview.told.*"): overview_map.DRAWN,
    ("geo/analyses/overview/page/units.py", "overview.rank_told.*"): overview_units.RANKS,
    ("geo/analyses/overview/page/units.py", "overview.rank_by.*"): overview_units.RANKS,
    ("geo/analyses/overview/page/units.py", "overview.ranked.*"): overview_units.LEVELS,
    ("geo/analyses/overview/page/units.py", "staffing.*"): overview_units.LEVELS,
    ("geo/analyses/overview/page/overview.py", "overview.ranked.*"): overview_units.LEVELS,
    ("geo/analyses/overview/page/overview.py", "overview.table.*"): overview_units.LEVELS,
    ("geo/analyses/corridors/priorities.py", "corridor_action.*"): agreement_drafts.ACTIONS,
    ("geo/analyses/overview/page/map.py", "overview.show.*"): (*overview_map.SHOWN, CHANGE),
    (f"{POPULATION}/losses.py", "issue.loss_*"): loss_evidence.CAUSES,
    ("geo/city/datasets/lost_units.py", "loss_cause.*"): lost_units.LOSS_CAUSES,
    ("geo/city/datasets/known_places.py", "places.of_*"): known_places.LISTED,
    (f"{POPULATION}/losses.py", "issue.records_*"): losses.PLACELESS,
    (f"{POPULATION}/workbook_sheet.py", "stage_of_account.*"): STAGES,
    (f"{POPULATION}/workbook_sheet.py", "outcome.*"): ("kept", *OUTCOMES),
    (f"{POPULATION}/workbook_sheet.py", "note.*"): NOTES,
    (f"{PLANNING}/page/question.py", "planning.question.*"): question.ASKED,
    (f"{PLANNING}/page/staff_question.py", "planning.scope.*"): staff_reallocation.SCOPES,
    (f"{PLANNING}/page/fields.py", "*.ask.*"): (
        *(f"{fields.PLANNING}.ask.{name}" for name in fields.FIELDS),
        *(f"{fields.ROUNDS}.ask.{name}" for name in page_rounds.FIELDS),
    ),
    (f"{PLANNING}/page/fields.py", "planning.ask.*"): (
        "priced",
        "limited",
        "enlarge",
        "move",
        "close",
    ),
    (f"{PLANNING}/page/site_fields.py", "planning.candidates.*"): site_question.CANDIDATES,
    ("geo/app/scenarios/sentences.py", "scenario.said.site_*"): ("staff", "capacity", "services"),
    (f"{PLANNING}/page/map.py", "planning.view.*"): planning_map.VIEWS,
    (f"{PLANNING}/page/map.py", "planning.map.*"): (
        *("share_before", "share_after", "two_sites_before", "two_sites_after"),
        *("capacity_before", "capacity_after"),
    ),
    (f"{PLANNING}/page/tradeoff.py", "planning.tradeoff.*"): ("least_share", "share"),
    (f"{PLANNING}/workbook.py", "planning.action.*"): sentences.ACTION_NAMES,
    (f"{PLANNING}/sentences.py", "planning.progress.*"): ("minutes", "people", "sites"),
    (f"{PLANNING}/sentences.py", "planning.told.cost*"): ("", "_of_budget"),
    (f"{PLANNING}/page/map.py", "planning.state.*"): planning_map.STATE_COLOURS,
    (f"{PLANNING}/page/steps_table.py", "planning_header.*"): PLANNING_HEADERS,
    (f"{PLANNING}/page/downloads.py", "planning.download.*"): (
        "geopackage",
        "layer",
        "table",
        "workbook",
    ),
    (f"{PLANNING}/page/rounds.py", "rounds.download.*"): ("print", "workbook", "table", "layer"),
    (f"{PLANNING}/page/rounds.py", "rounds.state.*"): sentences_of_rounds.STATES,
    (f"{PLANNING}/page/rounds.py", "rounds_header.*"): ROUNDS_HEADERS,
    (f"{PLANNING}/page/rounds.py", "rounds.*.*"): tuple(
        f"{name}.{choice}"
        for name, choices in (
            ("visits", rounds_settings.PATTERNS),
            ("stop_places", rounds_settings.PLACES),
        )
        for choice in choices
    ),
    (f"{ROUNDS}/printable.py", "rounds_header.*"): rounds_printable.COLUMNS,
    (f"{ROUNDS}/sentences.py", "rounds.often.*"): rounds_settings.PATTERNS,
    (f"{ROUNDS}/sentences.py", "rounds.told.*"): (
        *sentences_of_rounds.LEFT,
        *("over_streets", "straight"),
    ),
    (f"{ROUNDS}/sentences.py", "rounds.figure.*"): sentences_of_rounds.KEY_FIGURES,
    (f"{ROUNDS}/sentences.py", "weekday.*"): tuple("1234567"),
    (f"{ROUNDS}/workbook.py", "rounds_header.*"): ROUNDS_HEADERS,
    (f"{ROUNDS}/workbook.py", "rounds.state.*"): sentences_of_rounds.STATES,
    (f"{PLANNING}/workbook.py", "planning_header.*"): PLANNING_HEADERS,
    (f"{PLANNING}/workbook.py", "planning.question.*"): plan.QUESTIONS,
    (f"{PLANNING}/sentences.py", "planning.told.*"): (
        *(*plan.QUESTIONS, sentences.BACK_UP_CAPACITY, sentences.NO_WAY_TODAY),
        *(sentences.IMPOSSIBLE, sentences.NOT_FOUND),
        *("fewest_posts_for", "targets"),
        *(*sentences.CAPACITY_LACKING, *sentences.SECOND_CAPACITY_LACKING),
    ),
    ("geo/cli/plan_rounds.py", "rounds.ask.*"): page_rounds.FIELDS,
    ("geo/cli/plan_sites.py", "cli.plan_*"): (
        *(*plan_sites.AMOUNTS, *plan_sites.FLAGS, "candidates", "closed"),
        *("no_site", "same_names"),
    ),
    (f"{PLANNING}/sentences.py", "planning.figure.*"): sentences.FIGURES,
    (f"{PLANNING}/sentences.py", "planning.unit.*"): sentences.UNITS,
    ("geo/analyses/sharing/page/panel.py", "sharing.hint.*"): panel.COLUMNS_BY_KIND,
    ("geo/analyses/sharing/tables.py", "sharing_supply.*"): ("staff", "capacity"),
    ("geo/analyses/sharing/page/panel.py", "sharing_kind.*"): panel.COLUMNS_BY_KIND,
    ("geo/analyses/sharing/page/panel.py", "sharing_level.*"): exchanges.BOUNDARY_LEVELS,
    ("geo/analyses/sharing/page/panel.py", "corridor_header.*"): (
        *(name for names in panel.COLUMNS_BY_KIND.values() for name in names),
        *(name for names in panel.FACTS.values() for name in names),
        *panel.CODES,
    ),
    (f"{STAFFING}/page/card.py", "card.*"): STATUSES,
    (f"{STAFFING}/page/card.py", "kind.*"): COMMUNITY_KINDS,
    (f"{STAFFING}/page/filters.py", "kind.*"): COMMUNITY_KINDS,
    (f"{STAFFING}/page/filters.py", "status.*"): STATUSES,
    (f"{STAFFING}/page/staffing.py", "staffing.measure.*"): (
        *constant(f"{STAFFING}/page/staffing.py", "MEASURES"),
        CHANGE,
    ),
    (f"{STAFFING}/page/staffing.py", "map.*"): constant(f"{STAFFING}/page/staffing.py", "MEASURES"),
    (f"{STAFFING}/page/norm_what_if.py", "staffing.what_if.*"): (
        *("compliant", "missed", "shortfall", "people"),
    ),
    (f"{STAFFING}/page/table.py", "status.*"): STATUSES,
    (f"{STAFFING}/page/table.py", "kind.*"): COMMUNITY_KINDS,
    ("geo/core/periods.py", "month.*"): [str(month) for month in range(1, 13)],
    (f"{STAFFING}/workbook.py", "book.header.*"): (
        *(*TRIALS, *staffing_workbook._STAFFING),
        *("floating_population", "required_staff", "status"),
    ),
    (f"{STAFFING}/workbook.py", "status.*"): STATUSES,
    ("geo/analyses/validation/rules.py", "level.*"): written(
        "geo/analyses/validation/rules.py", "subdistrict", "district"
    ),
    ("geo/app/data/account.py", "*.*"): (
        *(f"outcome.{outcome}" for outcome in OUTCOMES),
        *(f"note.{note}" for note in NOTES),
    ),
    ("geo/app/data/account.py", "account.*"): STAGES,
    ("geo/app/data/account.py", "outcome.*"): ("kept", *OUTCOMES),
    ("geo/app/data/column_matching.py", "upload.sure.*"): (
        header_proposals.CHOSEN,
        header_proposals.SYNONYM,
        header_proposals.CONTENT,
        header_proposals.NONE,
    ),
    ("geo/app/data/files.py", "upload.*"): ASKS - {files._IN_ROWS},
    ("geo/app/data/files.py", "upload.*_told"): ASKS - {files._IN_ROWS},
    ("geo/app/data/files.py", "*.*"): [
        f"{files._CHOICE_WORDS[setting]}.{choice}"
        for setting, choices in CHOICES.items()
        if setting in files._CHOICE_WORDS
        for choice in choices
    ],
    ("geo/app/data/file_rows.py", "system.*"): SYSTEMS,
    ("geo/app/data/file_rows.py", "upload.*"): KINDS,
    ("geo/app/data/file_rows.py", "upload.by.*"): (
        *(recognition.BY_FORMAT, recognition.BY_HEADERS, recognition.BY_NAME),
        *(recognition.OPEN, recognition.CHOSEN),
    ),
    ("geo/analyses/population/tables.py", "estimate.*"): ESTIMATES,
    (f"{SCENARIOS}/before_after.py", "scenario.figure.*"): FIGURES,
    (f"{SCENARIOS}/before_after.py", "scenario.time.*"): scenario_map.TIMES,
    (f"{SCENARIOS}/before_after.py", "*.*"): (
        *(f"status.{status}" for status in STATUSES),
        *(f"underserved.{kind}" for kind in UNDERSERVED),
    ),
    (f"{SCENARIOS}/changing.py", "scenario.kind.*"): changing.KINDS,
    (f"{SCENARIOS}/changing.py", "scenario.told.*"): changing.KINDS,
    (f"{SCENARIOS}/changing.py", "scenario.header.*"): (
        *("community_name", "subdistrict_name", "district_name"),
    ),
    (f"{SCENARIOS}/changing.py", "scenario.figure.*"): (
        *("required_staff", "staff", "staff_shortfall"),
    ),
    (f"{SCENARIOS}/changing.py", "scenario.site_*"): ("staff", "capacity"),
    (f"{SCENARIOS}/changing.py", "access.mode.*"): STREET_MODES,
    (f"{SCENARIOS}/map.py", "scenario.time.*"): scenario_map.TIMES,
    (f"{SCENARIOS}/map.py", "scenario.figure.*"): scenario_map.LAYERS,
    (f"{SCENARIOS}/sentences.py", "scenario.said.*"): [
        kind for kind in changing.KINDS if kind != "norm"
    ],
    (f"{SCENARIOS}/shelf.py", "scenario.field.*"): ("name", "date", "author", "note"),
    ("geo/cli/scenario.py", "scenario.figure.*"): comparison.CITY_FIGURES,
    ("geo/analyses/planning/scenario.py", "planning.question.*"): plan.QUESTIONS,
    ("geo/app/shell.py", "page.*"): [page.name for page in pages.pages()],
    ("geo/app/data/norms.py", "data.norm.*"): norms._HEADERS,
    ("geo/app/data/rejects_map.py", "outcome.*"): OUTCOMES,
    ("geo/app/data/validate_and_run.py", "upload.*"): KINDS,
    ("geo/city/settings_editor.py", "column.*"): COLUMNS,
    ("geo/city/settings_editor.py", "meaning.*"): COLUMNS,
    ("geo/city/settings_editor.py", "column.*.*"): IN_TABLES,
    ("geo/city/settings_editor.py", "meaning.*.*"): IN_TABLES,
    ("geo/city/settings_schema.py", "setting.*"): {key for key in SETTINGS if "." not in key},
    ("geo/city/settings_schema.py", "setting.*.*"): {key for key in SETTINGS if "." in key},
    ("geo/city/templates.py", "example.*"): {
        column.name for table in templates.SHEETS for column in TABLES[table].columns
    }
    - set(templates._EXAMPLES),
    ("geo/city/upload_formats.py", "kind_of.*"): (
        *(sniffing.TEXT, sniffing.EXCEL, sniffing.PARQUET),
        *(sniffing.ARROW, sniffing.POINTS, sniffing.KML, sniffing.UNKNOWN),
    ),
    ("geo/cli/cache.py", "cache.*"): cache_report.ARTIFACT_KINDS,
    ("geo/cli/streets.py", "mode.*"): STREET_MODES,
    (f"{ACCESS}/street_issues.py", "mode.*"): STREET_MODES,
    ("geo/cli/terminal.py", "*.*"): (
        *(f"outcome.{outcome}" for outcome in ("kept", *OUTCOMES)),
        *(f"note.{note}" for note in NOTES),
    ),
    ("geo/cli/terminal.py", "left_out.*"): (*LEFT_OUT, "separator"),
    ("geo/cli/terminal.py", "travel_time_source.*"): WAYS,
    ("geo/cli/terminal.py", "account.*"): STAGES,
    ("geo/core/analysis.py", "analysis.*"): [analysis.name for analysis in ANALYSES],
    ("geo/core/issues.py", "column.*"): COLUMNS,
    ("geo/formats/header_matching.py", "column.*"): COLUMNS,
    ("geo/formats/header_questions.py", "column.*"): COLUMNS,
    ("geo/formats/quantities.py", "issue.unit_*"): units.PROBLEMS,
    ("geo/city/datasets/od_grid.py", "issue.unit_*"): units.PROBLEMS,
    ("geo/city/datasets/travel_times.py", "issue.unit_*"): (*units.PROBLEMS, "asked"),
    ("geo/city/datasets/travel_times.py", "issue.*_by_headers"): ("minutes", "seconds"),
    ("geo/city/datasets/unread_counts.py", "issue.people_*"): unread_counts.UNREAD_COUNTS,
    ("geo/formats/sniffing.py", "kind_of.*"): (
        *(sniffing.TEXT, sniffing.EXCEL, sniffing.PARQUET),
        *(sniffing.ARROW, sniffing.POINTS, sniffing.KML, sniffing.UNKNOWN),
    ),
    ("geo/publish/maps/choropleth.py", "status.*"): STATUSES,
    ("geo/analyses/norms/policy.py", "policy_norm.*"): [norm.name for norm in policy.POLICY_NORMS],
    ("geo/analyses/norms/policy.py", "policy_role.*"): ("community_workers", "family_doctors"),
    (f"{NORMS}/words.py", "policy_norm.*"): [norm.name for norm in policy.POLICY_NORMS],
    (f"{NORMS}/words.py", "policy_role.*"): ("community_workers", "family_doctors"),
    (f"{NORMS}/words.py", "norm_state.*"): norm_checks.STATES,
    (f"{NORMS}/words.py", "norm_reason.*"): norm_checks.REASONS,
    (f"{NORMS}/page/map.py", "status.*"): STATUSES,
    (f"{NORMS}/page/wisn.py", "norm_reason.*"): (*wisn_methods.REASONS, "no_workload"),
    (f"{NORMS}/page/norms.py", "norm_counts.*"): set(norm_tables.COUNTS.values()),
    (f"{NORMS}/page/norms.py", "unit_level.*"): norm_sums.LEVELS,
    (f"{NORMS}/page/norms.py", "norms.header.*"): (
        *("norm", "counts", "ratio", "level", "state", "share_people_compliant"),
        *("short", "source"),
    ),
    ("geo/city/datasets/row_checks.py", "cell_words.*"): (
        *("counts", "rounding", "level", "staff_level"),
        *("activity_kind", "time_unit", "per"),
    ),
    (f"{ACCESS}/page/downloads.py", "table.*"): ("accessibility", "isochrones", "od"),
    ("geo/publish/labels.py", "label.*"): {*LABELS, *DETAILS, "lon", "lat"},
    ("geo/publish/labels.py", "table_label.*.*"): (
        *(f"sharing.{name}" for name in ("kind", "staff", "floating_population")),
        *("corridors.state", "agreement_register.state", "norms.state"),
    ),
    ("geo/publish/labels.py", "*.*"): (
        *(f"unit_level.{level}" for level in ("community", "subdistrict", "district", "city")),
        *(f"location_basis.{basis}" for basis in ("points", "representative_points")),
        "location_basis.communities",
        "norm_status.not_required",
        *(f"norm_state.{state}" for state in norm_checks.STATES),
        *(f"norm_reason.{reason}" for reason in norm_checks.REASONS),
        *(f"norm_reason.{reason}" for reason in (*wisn_methods.REASONS, "no_workload")),
        *(f"norm_counts.{who}" for who in set(norm_tables.COUNTS.values())),
        *(f"norm_rounding.{rounding}" for rounding in set(norm_tables.ROUNDING.values())),
        *(f"subdistrict_post.{post}" for post in ("compliant", "missing", "not_required")),
        *(f"origin_state.{state}" for state in (*origins.ORIGIN_STATES, dealings.LARGER)),
        f"origin_state.{dealings.NO_FLOW}",
        "service.any",
    ),
    ("geo/export.py", "table.*"): (*declared_columns(), "staff_shortfall"),
    ("geo/publish/sign_off.py", "book.*"): ("prepared_by", "reviewed_by"),
    ("geo/publish/workbook_style.py", "status.*"): STATUSES,
    ("geo/sample/files.py", "kind.*"): COMMUNITY_KINDS,
    ("geo/app/search.py", "search.*"): places.KINDS,
    ("geo/analyses/corridors/page/map.py", "map.control.*"): ("ctrl", "fingers"),
    ("geo/ui/unit_filter.py", "staffing.*"): ("district", "subdistrict", "kind", "status"),
    ("geo/ui/components.py", "status.*"): STATUSES,
    ("geo/app/data/basemap.py", "data.norm.*"): norms._HEADERS[:3],
    ("geo/publish/maps/tooltips.py", "*.*"): (
        *(f"status.{status}" for status in STATUSES),
        *(f"underserved.{kind}" for kind in UNDERSERVED),
        *(f"accessibility_state.{state}" for state in (*ACCESS_STATES, LOCATION_UNKNOWN)),
    ),
    ("geo/ui/map_component.py", "map.control.*"): map_component.CONTROLS,
    ("geo/publish/maps/tooltips.py", "map.tip.*"): tooltips.UNITS,
}
