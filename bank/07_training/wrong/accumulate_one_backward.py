# exercise: accumulate-gradients
# belief: add up the losses and call backward once
# symptom: before the next one goes forwards
# fails: test-accumulate-shares
#| export
def accumulate_gradients(model: Layer, loss_fn: Callable, group: list[Batch]) -> float:

    rows = rows_of(group)
    total = 0.0
    for x, y in group:
        total = loss_fn(model(x), y) * (len(x) / rows) + total
    total.backward()
    return total.item()
