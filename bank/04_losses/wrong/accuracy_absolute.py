# exercise: accuracy
# belief: the strongest logit is the one of largest size
# symptom: largest logit decides
# fails: test-accuracy
#| export
def accuracy(logits: Tensor, targets: Tensor) -> float:
    return float((np.abs(logits.data).argmax(axis=1) == targets.data).mean())
