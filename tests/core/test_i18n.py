"""Chinese and English are equals.

Every message is used, every key exists, a user's text is theirs.
"""

import re
import string
import tomllib

import pytest
from support.key_usage import ROOT, issues_of, keys_as_values, sources
from support.made_keys import MADE

from geo.core.i18n import LANGUAGES, PACKAGES, Term, catalogue, exists, say

CHINESE_LETTER = re.compile("[\u4e00-\u9fff]")
MESSAGES = {
    key: tomllib.loads(message)
    for package in PACKAGES
    for key, message in catalogue(package).items()
}
COUNTED = {key: message for key, message in MESSAGES.items() if "plurals" in message}
# A number and the noun it counts, such as "{rows} rows", which is wrong for one.
COUNTS = re.compile(
    r"\{(\w+)[^}]*\} ((?:more|working|floating|spare) )?(people|have|are|[a-z]{2,}(?<!s)s)\b"
)
# Nouns that do not change: what stands for a name, "p is", "{m} metres" of a distance that is set.
NOT_COUNTED = {
    "has",
    "is",
    "lies",
    "was",
    "as",
    "its",
    "goes",
    "leads",
    "asks",
    "does",
    "holds",
    "names",
    "begins",
    "degrees",
}


def blanks(sentence):
    """Return the blanks a sentence has to be filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def texts(message, language):
    """Return all that a message can say in a language."""
    forms = message.get("plurals", {}) if language == "en" else {}
    return [message[language], *(text for form in forms.values() for text in form.values())]


def filled(message, **values):
    """Return a value for every blank of a message: given, or a number that any format takes."""
    return dict.fromkeys(blanks(message["zh"]) | blanks(message["en"]), 7) | values


def test_each_package_keeps_its_own_and_no_key_is_given_twice():
    files = {
        path.parent.relative_to(ROOT / "geo").as_posix()
        for path in ROOT.glob("geo/**/messages.toml")
    }
    assert files == set(PACKAGES)
    assert len(MESSAGES) == sum(len(catalogue(package)) for package in PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_messages_taken_apart_are_those_of_the_whole_file(package):
    def below(tree, above=""):
        for name, table in tree.items():
            if isinstance(table, dict):
                if "zh" in table:
                    yield above + name, {name: table[name] for name in known & set(table)}
                yield from below(table, f"{above}{name}.")

    known = {"zh", "en", "plurals"}
    whole = tomllib.loads((ROOT / "geo" / package / "messages.toml").read_text("utf-8"))
    assert dict(below(whole)) == {key: MESSAGES[key] for key in catalogue(package)}


def test_said_in_both_languages_with_the_same_blanks():
    known = {"zh", "en", "plurals"}
    for key, message in MESSAGES.items():
        below = {name for name in message if not isinstance(message[name], dict)}
        assert {"zh", "en"} <= below <= known, key
        assert message["zh"].strip(), key
        assert message["en"].strip(), key
        assert blanks(message["zh"]) == blanks(message["en"]), key


def test_what_is_counted_has_its_two_forms():
    for key, message in COUNTED.items():
        assert set(message["plurals"]) <= blanks(message["en"]), key
        for name, forms in message["plurals"].items():
            assert set(forms) == {"one", "other"}, key
            assert blanks(forms["other"]) == {name}, key
            assert blanks(forms["one"]) <= {name}, key
            assert forms["one"] != forms["other"], key


def test_chinese_is_chinese_and_english_is_english():
    told = {key: message for key, message in MESSAGES.items() if key != "page.language"}
    for key, message in told.items():
        for text in texts(message, "en"):
            assert not CHINESE_LETTER.search(re.sub("“[^”]*”", "", text)), key
        more_than_layout = re.sub(r"\{[^}]*\}|\W", "", message["zh"])
        assert CHINESE_LETTER.search(message["zh"]) or not more_than_layout, key


@pytest.mark.parametrize("key", COUNTED)
def test_none_one_and_two_are_counted_in_english(key):
    message = COUNTED[key]
    for name, forms in message["plurals"].items():
        for count in (0, 1, 2):
            form = forms["one" if count == 1 else "other"].format(**{name: count})
            assert form in say(key, "en", **filled(message, **{name: count}))
            assert str(count) in say(key, "zh", **filled(message, **{name: count}))


def test_nothing_is_counted_without_its_two_forms():
    wrong = {
        (key, found[0])
        for key, message in MESSAGES.items()
        for found in COUNTS.finditer(message["en"])
        if found[3] not in NOT_COUNTED and found[1] not in message.get("plurals", {})
    }
    assert not wrong


@pytest.mark.parametrize("one", [1, 1.0, "1", "+1", "−1"])
def test_one_is_one_however_it_is_written(one):
    assert say("data.off_map_more", "en", cells=3, rows=one).endswith(f"with {one} row.")


@pytest.mark.parametrize("many", [0, 2, 1.5, "0", "11", "1,001", "1.5", "—"])
def test_all_else_is_more_than_one(many):
    assert say("data.off_map_more", "en", cells=3, rows=many).endswith(f"with {many} rows.")


def test_every_key_is_there_and_every_message_is_used():
    assert not issues_of(sources(), set(MESSAGES), MADE)


def test_a_message_nobody_says_is_found():
    dead = {"issue.dead", "access.dead", "staffing.measure.dead", "data.total.rows"}
    found = issues_of(sources(), set(MESSAGES) | dead, MADE)
    assert sorted(found) == sorted(f"nobody says {key}" for key in dead)


@pytest.mark.parametrize(
    ("right", "wrong", "found"),
    [
        ('say("upload.good", ', 'say("upload.goood", ', "no message upload.goood"),
        ('say("upload.good", ', 'say("uplaod.good", ', "no message uplaod.good"),
        ('kind=Term(f"upload.{', 'kind=Term(f"uplod.{', "uplod.* is not declared"),
        (
            '"upload.still_coordinates"',
            '"upload.still_cordinates"',
            "no message upload.still_cordinates",
        ),
    ],
)
def test_a_misspelt_key_is_found(right, wrong, found):
    path, code = "geo/app/data/validate_and_run.py", sources()
    assert right in code[path]
    code[path] = code[path].replace(right, wrong)
    assert f"{path}: {found}" in issues_of(code, set(MESSAGES), MADE)


def test_a_state_without_words_is_found():
    made = MADE | {("geo/ui/components.py", "status.*"): ("compliant", "fresh")}
    assert issues_of(sources(), set(MESSAGES), made) == [
        "geo/ui/components.py: no message status.fresh"
    ]


def test_a_key_is_a_value_only_as_a_term():
    assert not keys_as_values(sources(), set(MESSAGES))
    path, code = "geo/cli/terminal.py", sources()
    code[path] = code[path].replace('stage=Term(f"account.{stage}")', 'stage=f"account.{1}"')
    assert keys_as_values(code, set(MESSAGES)) == [f"{path}: f'account.{{1}}'"]


def test_the_messages_are_shipped():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert "**/messages.toml" in project["tool"]["setuptools"]["package-data"]["geo"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_term_is_said_in_the_language_and_a_text_as_it_is(language):
    status = say("status.compliant", language)
    values = {"title": "status.compliant", "period": Term("status.compliant")}
    told = say("book.title_period", language, **values)
    assert "status.compliant" in told
    assert status in told.replace("status.compliant", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_with_braces_are_said_as_they_are(language):
    told = say("issue.standard", language, here="{x}", value="{y}", rule="{z}")
    assert "{x}" in told
    assert "{y}" in told


def test_a_key_that_is_not_there_is_refused():
    assert not exists("issue.dead")
    with pytest.raises(KeyError):
        say("issue.dead", "zh")
