# exercise: train-group
# belief: clip after every backward
# symptom: clipped once
# fails: test-train-group-clip
#| export
def train_group(
    model: Layer, optimizer: Any, loss_fn: Callable, group: list[Batch], grad_clip_norm: float | None = None
) -> float:
    optimizer.zero_grad()
    rows = rows_of(group)
    total = 0.0
    for x, y in group:
        loss = loss_fn(model(x), y) * (len(x) / rows)
        loss.backward()
        total += loss.item()
        if grad_clip_norm is not None:
            clip_grad_norm(model.parameters(), grad_clip_norm)
    optimizer.step()
    return total
