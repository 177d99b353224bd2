# exercise: accumulate-gradients
# belief: every micro-batch counts the same
# symptom: share of the rows
# fails: test-accumulate-shares
#| export
def accumulate_gradients(model: Layer, loss_fn: Callable, group: list[Batch]) -> float:

    total = 0.0
    for x, y in group:
        loss = loss_fn(model(x), y) / len(group)
        loss.backward()
        total += loss.item()
    return total
