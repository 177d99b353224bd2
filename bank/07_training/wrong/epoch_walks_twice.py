# exercise: train-epoch
# belief: count the rows first
# symptom: walked only once
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
    rows = sum(len(x) for x, _ in dataloader)
    if rows == 0:
        raise ValueError("the dataloader gave no batch: there is nothing to train on")
    total = 0.0
    for group in accumulation_groups(dataloader, accumulation_steps):
        total += rows_of(group) * train_group(model, optimizer, loss_fn, group, grad_clip_norm)
    return total / rows
