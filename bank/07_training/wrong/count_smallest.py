# exercise: count-correct
# belief: the class with the smallest score
# symptom: largest logit in its row
# fails: test-count-correct
#| export
def count_correct(predictions: Tensor, targets: Tensor) -> tuple[int, int]:
    if predictions.ndim != targets.ndim + 1 or predictions.shape[:-1] != targets.shape:
        return 0, 0
    if predictions.shape[-1] < 2:
        return 0, 0
    guesses = predictions.data.argmin(axis=-1)
    return int((guesses == targets.data).sum()), targets.size
