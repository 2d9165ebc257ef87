"""What MkDocs calls while it builds."""

from types import SimpleNamespace

from tooling.hooks import on_page_content, on_page_context


def test_cross_references_of_docstrings_are_shown_by_their_last_name():
    told = on_page_content("see :func:<code>geo.core.i18n.say</code> and <code>a.b</code>")
    assert told == "see <code>say</code> and <code>a.b</code>"


def test_the_choice_of_a_language_leads_to_the_same_page():
    choices = [{"lang": "zh", "link": ""}, {"lang": "en", "link": ""}]
    page = SimpleNamespace(file=SimpleNamespace(dest_uri="methods/join.html"))
    on_page_context({}, page, SimpleNamespace(extra={"alternate": choices}))
    assert [choice["link"] for choice in choices] == [
        "../zh/methods/join.html",
        "../en/methods/join.html",
    ]
