"""What an instructor did wrong is logged as a sentence; what we did wrong keeps its traceback."""

import logging
import traceback

import pytest

from tito.errors import TitoError
from tito.plugins.log import SentencesOnly, sentences_only
from tito.plugins.release import ReleaseError


def text_of(error: Exception) -> str:
    try:
        raise error
    except Exception:
        return traceback.format_exc()


def logged(message: str) -> str:
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, message, (), None)
    assert SentencesOnly().filter(record)
    return record.getMessage()


def test_one_of_our_errors_becomes_its_sentence() -> None:
    sentence = "source/a/a.ipynb: cell 3 ('add') has nothing between its marks, 100 % sure."
    assert logged(text_of(ReleaseError(sentence))) == sentence
    assert logged(text_of(TitoError("first\nsecond"))) == "first\nsecond"


def test_everything_else_is_logged_as_it_is() -> None:
    bug = text_of(ZeroDivisionError("division"))
    assert logged(bug) == bug
    assert logged("Traceback is a word") == "Traceback is a word"


def test_the_filter_is_attached_once(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("tests.sentences")
    for _ in range(2):
        sentences_only(log)
        sentences_only(logging.LoggerAdapter(log))
    assert len(log.filters) == 1
    log.error(text_of(ReleaseError("One sentence.")))
    assert caplog.messages == ["One sentence."]
