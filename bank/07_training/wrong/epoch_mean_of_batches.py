# exercise: train-epoch
# belief: the mean of the batches' losses
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
    losses = []
    for group in accumulation_groups(dataloader, accumulation_steps):
        losses.append(train_group(model, optimizer, loss_fn, group, grad_clip_norm))
    if not losses:
        raise ValueError("the dataloader gave no batch: there is nothing to train on")
    return sum(losses) / len(losses)
