# exercise: train-epoch
# belief: the optimizer clips
# symptom: hands grad_clip_norm on
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
    for group in accumulation_groups(dataloader, accumulation_steps):
        total += rows_of(group) * train_group(model, optimizer, loss_fn, group)
        rows += rows_of(group)
    if rows == 0:
        raise ValueError("the dataloader gave no batch: there is nothing to train on")
    return total / rows
