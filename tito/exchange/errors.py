"""What the exchange refuses, on either side of the wire."""

from tito.errors import TitoError


class ExchangeServiceError(TitoError):
    """The exchange cannot be reached, cannot start, or refused what was asked."""


class ArchiveError(ExchangeServiceError):
    """An archive holds what nobody may unpack."""


class Refused(ExchangeServiceError):
    """The server's answer to a request that it does not fulfil.

    Args:
        status: of HTTP.
        sentence: for whoever asked.
    """

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
