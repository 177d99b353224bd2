# exercise: cross-entropy
# belief: a loss is a number, so NumPy can compute it
# symptom: recorded operations are log_softmax
# fails: test-cross-entropy-trace
#| export
def cross_entropy_loss(logits: Tensor, targets: Tensor) -> Tensor:
    if logits.ndim != 2:
        raise ValueError(f"Cross-entropy needs logits of shape (N, C), got shape {logits.shape}")
    rows, classes = logits.shape
    ids = class_ids(targets, rows, classes)
    picked = log_softmax(logits).data[np.arange(rows), ids]
    return Tensor(-picked.mean(), dtype=logits.dtype)
