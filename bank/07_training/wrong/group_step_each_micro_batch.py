# exercise: train-group
# belief: every micro-batch makes a step
# symptom: one update of the whole group
# fails: test-train-group
#| export
def train_group(
    model: Layer, optimizer: Any, loss_fn: Callable, group: list[Batch], grad_clip_norm: float | None = None
) -> float:
    total = 0.0
    for batch in group:
        optimizer.zero_grad()
        total += len(batch[0]) * accumulate_gradients(model, loss_fn, [batch])
        if grad_clip_norm is not None:
            clip_grad_norm(model.parameters(), grad_clip_norm)
        optimizer.step()
    return total / rows_of(group)
