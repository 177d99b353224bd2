# exercise: accuracy
# belief: accuracy is the number of right answers
# symptom: share of rows
# fails: test-accuracy
#| export
def accuracy(logits: Tensor, targets: Tensor) -> float:
    return float((logits.data.argmax(axis=1) == targets.data).sum())
