"""What nbgrader logs about a mistake of the instructor's is one sentence, without the traceback around it."""

import logging
import re

_OURS = re.compile(r"^Traceback .*?^tito\.[\w.]*Error: (?P<sentence>.*)\Z", re.DOTALL | re.MULTILINE)


class SentencesOnly(logging.Filter):
    """Replaces a logged traceback that ends in one of our errors by the error's sentence."""

    def filter(self, record: logging.LogRecord) -> bool:
        found = _OURS.match(str(record.msg))
        if found:
            record.msg, record.args = found.group("sentence").strip(), ()
        return True


def sentences_only(log: logging.Logger | logging.LoggerAdapter) -> None:
    """Attach the filter to a logger, once."""
    logger = log.logger if isinstance(log, logging.LoggerAdapter) else log
    if not any(isinstance(one, SentencesOnly) for one in logger.filters):
        logger.addFilter(SentencesOnly())
