# exercise: train-epoch
# belief: every batch is an update
# symptom: micro-batches of 2 give the updates
# fails: test-train-epoch-accumulation
#| export
def train_epoch(
    model: Layer,
    optimizer: Any,
    loss_fn: Callable,
    dataloader: Iterable[Batch],
    accumulation_steps: int = 1,
    grad_clip_norm: float | None = None,
) -> float:
    model.train()
    total, rows = 0.0, 0
    for batch in dataloader:
        total += len(batch[0]) * train_group(model, optimizer, loss_fn, [batch], grad_clip_norm)
        rows += len(batch[0])
    if rows == 0:
        raise ValueError("the dataloader gave no batch: there is nothing to train on")
    return total / rows
