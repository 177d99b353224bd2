# exercise: accuracy
# belief: a class is chosen where its logit is positive
# symptom: where all logits are negative
# fails: test-accuracy
#| export
def accuracy(logits: Tensor, targets: Tensor) -> float:
    own = logits.data[np.arange(len(logits)), targets.data.astype(int)]
    return float(((own > 0) & (own == logits.data.max(axis=1))).mean())
