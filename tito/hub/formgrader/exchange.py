"""The exchange that this service has: none, so that nothing can be released, collected or returned from it."""

from nbgrader.exchange import ExchangeError, abc


class NoExchange(abc.ExchangeList):
    """Takes the place of nbgrader's list, which formgrader asks for before it offers to release or to collect."""

    def start(self) -> None:
        """nbgrader's word for an exchange that is not there."""
        raise ExchangeError("Releasing and collecting are done from an instructor's own server.")
