# exercise: no-grad
# belief: no recorder, no record
# symptom: enable_autograd inside
# fails: test-no-grad
#| export
class no_grad(ContextDecorator):
    """Pauses recording, in a `with` block or in a decorated function."""

    def __enter__(self) -> "no_grad":
        """Pause recording, one level deeper than it was."""
        self.former = Tensor.recorder
        Tensor.recorder = None
        return self

    def __exit__(self, *exception: object) -> None:
        """Go back one level, however the block ended; an exception goes on."""
        Tensor.recorder = self.former
