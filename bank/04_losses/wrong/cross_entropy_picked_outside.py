# exercise: cross-entropy
# belief: picking is no operation
# symptom: the trace is complete
# fails: test-cross-entropy-trace
#| export
def cross_entropy_loss(logits: Tensor, targets: Tensor) -> Tensor:
    if logits.ndim != 2:
        raise ValueError(f"Cross-entropy needs logits of shape (N, C), got shape {logits.shape}")
    rows, classes = logits.shape
    ids = class_ids(targets, rows, classes)
    picked = Tensor(log_softmax(logits).data[np.arange(rows), ids], dtype=logits.dtype)
    return -picked.mean()
