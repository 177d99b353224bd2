# exercise: accumulate-gradients
# belief: the loss is a sum, so divide it by the rows
# symptom: gradient of the two examples
# fails: test-accumulate-one
#| export
def accumulate_gradients(model: Layer, loss_fn: Callable, group: list[Batch]) -> float:

    rows = rows_of(group)
    total = 0.0
    for x, y in group:
        loss = loss_fn(model(x), y)
        (loss / rows).backward()
        total += loss.item() * len(x) / rows
    return total
