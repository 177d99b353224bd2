# exercise: train-group
# belief: clip as soon as the gradients are clear
# symptom: clipped before the step
# fails: test-train-group-clip
#| export
def train_group(
    model: Layer, optimizer: Any, loss_fn: Callable, group: list[Batch], grad_clip_norm: float | None = None
) -> float:
    optimizer.zero_grad()
    if grad_clip_norm is not None:
        clip_grad_norm(model.parameters(), grad_clip_norm)
    loss = accumulate_gradients(model, loss_fn, group)
    optimizer.step()
    return loss
