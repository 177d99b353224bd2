# exercise: count-correct
# belief: the largest of each column
# symptom: largest logit in its row
# fails: test-count-correct
#| export
def count_correct(predictions: Tensor, targets: Tensor) -> tuple[int, int]:
    if predictions.ndim != targets.ndim + 1 or predictions.shape[:-1] != targets.shape:
        return 0, 0
    if predictions.shape[-1] < 2:
        return 0, 0
    guesses = predictions.data.argmax(axis=0)
    return int((guesses[: len(targets)] == targets.data[: len(guesses)]).sum()), targets.size
