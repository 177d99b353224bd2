# exercise: train-group
# belief: the loss is measured after the update
# symptom: loss before the update
# fails: test-train-group
#| export
def train_group(
    model: Layer, optimizer: Any, loss_fn: Callable, group: list[Batch], grad_clip_norm: float | None = None
) -> float:
    optimizer.zero_grad()
    accumulate_gradients(model, loss_fn, group)
    if grad_clip_norm is not None:
        clip_grad_norm(model.parameters(), grad_clip_norm)
    optimizer.step()
    rows = rows_of(group)
    return sum(loss_fn(model(x), y).item() * len(x) / rows for x, y in group)
