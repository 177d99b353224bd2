# exercise: train-group
# belief: clear before the step
# symptom: one update is
# fails: test-train-group
#| export
def train_group(
    model: Layer, optimizer: Any, loss_fn: Callable, group: list[Batch], grad_clip_norm: float | None = None
) -> float:
    loss = accumulate_gradients(model, loss_fn, group)
    optimizer.zero_grad()
    if grad_clip_norm is not None:
        clip_grad_norm(model.parameters(), grad_clip_norm)
    optimizer.step()
    return loss
