# exercise: cross-entropy
# belief: multiply by the one-hot table and take the mean
# symptom: mean over the rows
# fails: test-cross-entropy-values
#| export
def cross_entropy_loss(logits: Tensor, targets: Tensor) -> Tensor:
    if logits.ndim != 2:
        raise ValueError(f"Cross-entropy needs logits of shape (N, C), got shape {logits.shape}")
    rows, classes = logits.shape
    ids = class_ids(targets, rows, classes)
    table = np.zeros((rows, classes))
    table[np.arange(rows), ids] = 1.0
    return -(log_softmax(logits) * table).mean()
