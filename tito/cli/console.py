"""Where the commands print."""

from rich.console import Console

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def error(sentence: str) -> None:
    """One sentence on standard error."""
    err.print(sentence, markup=False)
