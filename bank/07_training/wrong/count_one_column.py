# exercise: count-correct
# belief: one column is a class too
# symptom: one column is no choice
# fails: test-count-correct
#| export
def count_correct(predictions: Tensor, targets: Tensor) -> tuple[int, int]:
    if predictions.ndim != targets.ndim + 1 or predictions.shape[:-1] != targets.shape:
        return 0, 0
    guesses = predictions.data.argmax(axis=-1)
    return int((guesses == targets.data).sum()), targets.size
