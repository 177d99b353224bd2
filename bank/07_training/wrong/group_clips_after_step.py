# exercise: train-group
# belief: clipping comes last
# symptom: clipped before the step
# fails: test-train-group-clip
#| export
def train_group(
    model: Layer, optimizer: Any, loss_fn: Callable, group: list[Batch], grad_clip_norm: float | None = None
) -> float:
    optimizer.zero_grad()
    loss = accumulate_gradients(model, loss_fn, group)
    optimizer.step()
    if grad_clip_norm is not None:
        clip_grad_norm(model.parameters(), grad_clip_norm)
    return loss
