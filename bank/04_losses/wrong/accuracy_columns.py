# exercise: accuracy
# belief: the maximum runs along axis 0
# symptom: share of rows
# fails: test-accuracy
#| export
def accuracy(logits: Tensor, targets: Tensor) -> float:
    best = logits.data.argmax(axis=0)
    n = min(len(best), len(targets.data))
    return float((best[:n] == targets.data[:n]).mean())
