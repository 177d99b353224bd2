# exercise: no-grad
# belief: after an exception nothing is recorded anyway
# symptom: after an exception
# fails: test-no-grad
#| export
class no_grad(ContextDecorator):
    """Pauses recording, in a `with` block or in a decorated function."""

    def __enter__(self) -> "no_grad":
        """Pause recording, one level deeper than it was."""
        Recording.paused += 1
        return self

    def __exit__(self, *exception: object) -> None:
        """Go back one level, however the block ended; an exception goes on."""
        if not exception or exception[0] is None:
            Recording.paused -= 1
