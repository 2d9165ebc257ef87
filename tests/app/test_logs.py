"""A log tells where an error happened, never what the error quotes."""

import io
import logging

from geo.app.logs import keep_messages_out

SECRET = "王小明 410105199001011234"


def fail():
    try:
        int(SECRET)
    except ValueError as error:
        raise KeyError(SECRET) from error


def test_no_message_of_an_error_is_logged(monkeypatch):
    before = logging.getLogRecordFactory()
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    logger = logging.getLogger("streamlit.test")
    logger.addHandler(handler)
    try:
        keep_messages_out()
        keep_messages_out()
        try:
            fail()
        except KeyError as error:
            logger.error("Uncaught app execution", exc_info=error)  # noqa: TRY400  (as Streamlit does)
            logger.exception("page failed")
    finally:
        logging.setLogRecordFactory(before)
        logger.removeHandler(handler)
    told = written.getvalue()
    assert "in fail" in told
    assert told.splitlines().count("KeyError") == told.splitlines().count("ValueError") == 2
    assert "王小明" not in told
