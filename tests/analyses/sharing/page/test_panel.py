"""The panel of sharing: who gains, and beside them who loses where the city lets them."""

from types import SimpleNamespace

import pytest
from support.corridor_worlds import CODES, write_corridor_city

import geo
from geo.analyses.sharing.methods.exchanges import SITE
from geo.analyses.sharing.model import Sharing
from geo.analyses.sharing.page.panel import sharing_rows, ties_of
from geo.analyses.sharing.tables import rules_told, sharing_told
from geo.core.i18n import say
from geo.ui.screen import Screen

CAME = [(CODES[0], "", 400), (CODES[2], "", 1400)]
STAFF = [(code, 3) for code in CODES]  # so that sites alone are shared
# 500 places in the east, for 400 people at 5 minutes, and for 1,400 of the west at 1.
SITES = [("东站", 103.505, 40.505, 1)]
TIMES = [(CODES[0], "东站", 5), (CODES[2], "东站", 1)]
LOSERS = ("population_losing_site", "population_farther", "minutes_added")


def write_careful(folder, settings=""):
    tables = {"staff": STAFF, "sites": SITES, "travel_times": TIMES}
    return write_corridor_city(folder, came=CAME, settings=settings, **tables)


def write_careless(folder):
    return write_careful(folder, "[sharing]\nallow_losses = true\n")


@pytest.fixture(scope="module", params=[write_careful, write_careless], ids=["careful", "careless"])
def write_folder(request):
    return request.param


def test_the_sentences_and_the_table_stand_there(start, html, results, lang):
    sharing = results[Sharing]
    app = start("corridors", lang=lang)
    told = html(app)
    sentences = [*sharing_told(sharing, SITE, lang), *rules_told(sharing, lang)]
    assert all(sentence in told for sentence in sentences)
    allowed = sharing.rules.allow_losses
    assert (say("sharing.nobody_loses", lang) in told) == (not allowed)
    assert (say("sharing.losing_site", lang, people="400") in told) == allowed
    headers = list(app.dataframe[-1].value.columns)
    shown = [say(f"corridor_header.{name}", lang) in headers for name in LOSERS]
    assert shown == [allowed] * len(LOSERS)


def test_no_arrow_for_a_district_beside_itself(results):
    screen = Screen(SimpleNamespace(results=results), "en", None)
    shared = results[Sharing].exchanges
    [tie] = ties_of(screen, shared, SITE, None)
    allowed = results[Sharing].rules.allow_losses
    assert len(shared) == 1 + allowed
    assert tie.facts["First site"] == ("≈500" if allowed else "≈100")
    assert tie.facts["Minutes to first site"] == "1"
    assert ("Lose their site" in tie.facts) == allowed
    if allowed:  # those at home in the east, who have no arrow
        assert tie.facts["Lose their site in the providing district"] == "≈400"


def test_few_people_and_their_mean_are_not_on_the_map(results):
    screen = Screen(SimpleNamespace(results=results), "en", None)
    shared = results[Sharing].exchanges.head(1)
    few = shared.assign(population_first_site=3, population_nearer=9, minutes_saved=4.5)
    [tie] = ties_of(screen, few, SITE, None)
    assert (tie.facts["First site"], tie.facts["Shorter trip"]) == ("<10", "<10")
    assert (tie.facts["Minutes to first site"], tie.facts["Minutes saved"]) == ("—", "—")
    assert sharing_rows(screen, few, SITE)["Minutes saved"].tolist() == [4.5]


def test_the_manifest_says_what_it_rests_on(results):
    rules = geo.analyses.sharing.tables.manifest_of(results)["sharing"]
    assert rules["no_site_minutes"] == 240
    assert (rules["minutes"], rules["supply"]) == (15, "staff")
