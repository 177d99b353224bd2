# exercise: train-epoch
# belief: a model is in training mode anyway
# symptom: training mode for every batch
# fails: test-train-epoch-mode
#| export
def train_epoch(
    model: Layer,
    optimizer: Any,
    loss_fn: Callable,
    dataloader: Iterable[Batch],
    accumulation_steps: int = 1,
    grad_clip_norm: float | None = None,
) -> float:
    total, rows = 0.0, 0
    for group in accumulation_groups(dataloader, accumulation_steps):
        total += rows_of(group) * train_group(model, optimizer, loss_fn, group, grad_clip_norm)
        rows += rows_of(group)
    if rows == 0:
        raise ValueError("the dataloader gave no batch: there is nothing to train on")
    return total / rows
