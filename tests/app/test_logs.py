"""A log tells where an error happened, never what the error quotes."""

import io
import logging

import pytest

from geo.app.logs import keep_messages_out

SECRET = "王小明 410105199001011234"


def fail():
    try:
        int(SECRET)
    except ValueError as error:
        raise KeyError(SECRET) from error


@pytest.fixture
def logger():
    """A logger as those of Streamlit; what it has written."""
    before = logging.getLogRecordFactory()
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    logger = logging.getLogger("streamlit.test")
    logger.addHandler(handler)
    keep_messages_out()
    keep_messages_out()
    yield logger, written
    logging.setLogRecordFactory(before)
    logger.removeHandler(handler)


def test_what_a_browser_sent_is_one_short_line(logger):
    logger, written = logger
    logger.warning(
        "The fragment %s does not exist, %d", "a\x1b]0;b\x07\n2026 forged" + "x" * 10**6, 7
    )
    (line,) = written.getvalue().splitlines()
    assert line.startswith(r"The fragment a\u001b]0;b\u0007\n2026 forged")
    assert line.endswith("does not exist, 7")
    assert len(line) < 1000


def test_no_message_of_an_error_is_logged(logger):
    logger, written = logger
    try:
        fail()
    except KeyError as error:
        logger.error("Uncaught app execution", exc_info=error)  # noqa: TRY400  (as Streamlit does)
        logger.exception("page failed")
    told = written.getvalue()
    assert "in fail" in told
    assert told.splitlines().count("KeyError") == told.splitlines().count("ValueError") == 2
    assert "王小明" not in told
