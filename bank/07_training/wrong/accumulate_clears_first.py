# exercise: accumulate-gradients
# belief: every micro-batch needs clean gradients
# symptom: share of the rows
# fails: test-accumulate-shares
#| export
def accumulate_gradients(model: Layer, loss_fn: Callable, group: list[Batch]) -> float:

    rows = rows_of(group)
    total = 0.0
    for x, y in group:
        for parameter in model.parameters():
            parameter.zero_grad()
        loss = loss_fn(model(x), y) * (len(x) / rows)
        loss.backward()
        total += loss.item()
    return total
