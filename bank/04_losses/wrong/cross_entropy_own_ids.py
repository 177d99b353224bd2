# exercise: cross-entropy
# belief: astype is quicker than class_ids
# symptom: class_ids reads the targets
# fails: test-cross-entropy-refused
#| export
def cross_entropy_loss(logits: Tensor, targets: Tensor) -> Tensor:
    if logits.ndim != 2:
        raise ValueError(f"Cross-entropy needs logits of shape (N, C), got shape {logits.shape}")
    ids = targets.data.astype(np.int64)
    return -log_softmax(logits)[np.arange(len(ids)), ids].mean()
