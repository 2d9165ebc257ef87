"""The HTML of pages: each is told where its server is, the first one's name leads to it."""

import asyncio

import pytest

from geo.app.page_html import PageHtml
from geo.app.pages import pages


def answer(path, query=b""):
    """Ask for an address; return status, headers and body, 404 from what stands behind."""
    sent = []

    async def behind(scope, receive, send):
        await send({"type": "http.response.start", "status": 404, "headers": []})

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": query}
    asyncio.run(PageHtml(behind)(scope, None, send))
    body = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], dict(sent[0]["headers"]), body


@pytest.mark.parametrize("path", ["", *(page.name for page in pages()[1:])])
def test_a_page_knows_its_server_and_its_grey_boxes_stand_still(path):
    status, _, body = answer(f"/{path}")
    assert status == 200
    assert b"BACKEND_BASE_URL" in body
    assert body.index(b"stSkeleton") < body.index(b"</head>")


@pytest.mark.parametrize(
    ("query", "to"), [(b"", b"./"), (b"lang=en&district=01", b"./?lang=en&district=01")]
)
def test_the_name_of_the_first_page_leads_to_it_with_all_that_was_asked(query, to):
    status, headers, _ = answer(f"/{pages()[0].name}", query)
    assert status in {302, 307}
    assert headers[b"location"] == to


def test_other_addresses_are_not_its_business():
    assert answer("/_stcore/health")[0] == answer("/static/index.html")[0] == 404
