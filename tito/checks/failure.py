"""What a failed check raises, and the form of its message.

A message is `<rule>. Got <what came>, expected <what is right>, for input <what went in>.` The rule stands
before the separator and never contains it, so that a report can show the rule alone.
"""

SEPARATOR = ". Got "


class CheckFailed(AssertionError):
    """A check did not hold.

    Example:
        >>> CheckFailed("two and two make four. Got 5.").rule
        'two and two make four'
    """

    @property
    def rule(self) -> str:
        """The message up to the separator: what should hold, without any value."""
        return str(self).partition(SEPARATOR)[0]


def failure(rule: str, symptom: str) -> CheckFailed:
    """Put a rule and a symptom together.

    Example:
        >>> str(failure("two and two make four", "5, expected 4"))
        'two and two make four. Got 5, expected 4.'
    """
    end = "" if symptom.endswith("?") else "."
    return CheckFailed(f"{rule}{SEPARATOR}{symptom}{end}")


def require_rule(rule: str) -> None:
    """Refuse a rule that no message can carry: its author's error, found even where the check passes.

    Raises:
        ValueError: the rule is no text, is empty, has lines, ends with a full stop or has the separator.
    """
    if type(rule) is not str or not rule.strip():
        raise ValueError(f"a rule is a sentence, not {rule!r}")
    if SEPARATOR in rule or rule.endswith(".") or "\n" in rule:
        raise ValueError(
            f"a rule is one line, has no full stop at its end, and no {SEPARATOR!r} within: {rule!r}"
        )
