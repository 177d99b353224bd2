# exercise: count-correct
# belief: return the accuracy itself
# symptom: 2 of 3
# fails: test-count-correct
#| export
def count_correct(predictions: Tensor, targets: Tensor) -> tuple[int, int]:
    if predictions.ndim != targets.ndim + 1 or predictions.shape[:-1] != targets.shape:
        return 0, 0
    if predictions.shape[-1] < 2:
        return 0, 0
    guesses = predictions.data.argmax(axis=-1)
    return float((guesses == targets.data).mean()), targets.size
