# exercise: cross-entropy
# belief: one minus the probability of the truth
# symptom: -log of the true class
# fails: test-cross-entropy-values
#| export
def cross_entropy_loss(logits: Tensor, targets: Tensor) -> Tensor:
    if logits.ndim != 2:
        raise ValueError(f"Cross-entropy needs logits of shape (N, C), got shape {logits.shape}")
    rows, classes = logits.shape
    ids = class_ids(targets, rows, classes)
    return (1.0 - log_softmax(logits)[np.arange(rows), ids].exp()).mean()
