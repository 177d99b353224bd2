# exercise: train-epoch
# belief: the loss of an epoch is the sum
# symptom: mean over examples
# fails: test-train-epoch-loss
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
    for group in accumulation_groups(dataloader, accumulation_steps):
        total += rows_of(group) * train_group(model, optimizer, loss_fn, group, grad_clip_norm)
        rows += rows_of(group)
    if rows == 0:
        raise ValueError("the dataloader gave no batch: there is nothing to train on")
    return total
