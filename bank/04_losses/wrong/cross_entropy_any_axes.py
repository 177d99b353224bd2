# exercise: cross-entropy
# belief: logits of one row may come as they are
# symptom: exactly two axes
# fails: test-cross-entropy-refused
#| export
def cross_entropy_loss(logits: Tensor, targets: Tensor) -> Tensor:
    if logits.ndim == 1:
        logits = logits.reshape(1, -1)
    rows, classes = logits.shape
    ids = class_ids(targets, rows, classes)
    return -log_softmax(logits)[np.arange(rows), ids].mean()
