# exercise: cross-entropy
# belief: a loss is kept below 16 to be safe
# symptom: to be wrong by 1000 costs 1000
# fails: test-cross-entropy-stable
#| export
def cross_entropy_loss(logits: Tensor, targets: Tensor) -> Tensor:
    if logits.ndim != 2:
        raise ValueError(f"Cross-entropy needs logits of shape (N, C), got shape {logits.shape}")
    rows, classes = logits.shape
    ids = class_ids(targets, rows, classes)
    picked = log_softmax(logits)[np.arange(rows), ids]
    picked = Tensor.from_op(np.maximum(picked.data, -16.0), "clip", picked, low=-16.0, high=0.0)
    return -picked.mean()
