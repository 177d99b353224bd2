# exercise: cross-entropy
# belief: p is exp of log_softmax, and the loss is -log p
# symptom: finite loss
# fails: test-cross-entropy-stable
#| export
def cross_entropy_loss(logits: Tensor, targets: Tensor) -> Tensor:
    if logits.ndim != 2:
        raise ValueError(f"Cross-entropy needs logits of shape (N, C), got shape {logits.shape}")
    rows, classes = logits.shape
    ids = class_ids(targets, rows, classes)
    return -log_softmax(logits)[np.arange(rows), ids].exp().log().mean()
