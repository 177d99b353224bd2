# exercise: no-grad
# belief: the end of a block should be quiet
# symptom: the exception goes on
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
        Recording.paused -= 1
        return True
