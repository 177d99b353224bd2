# exercise: cross-entropy
# belief: the loss is the log-probability
# symptom: -log of the true class
# fails: test-cross-entropy-values
#| export
def cross_entropy_loss(logits: Tensor, targets: Tensor) -> Tensor:
    if logits.ndim != 2:
        raise ValueError(f"Cross-entropy needs logits of shape (N, C), got shape {logits.shape}")
    rows, classes = logits.shape
    ids = class_ids(targets, rows, classes)
    return log_softmax(logits)[np.arange(rows), ids].mean()
