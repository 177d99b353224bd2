# exercise: accumulate-gradients
# belief: the last loss is the loss
# symptom: mean over all rows
# fails: test-accumulate-shares
#| export
def accumulate_gradients(model: Layer, loss_fn: Callable, group: list[Batch]) -> float:

    rows = rows_of(group)
    for x, y in group:
        loss = loss_fn(model(x), y)
        (loss * (len(x) / rows)).backward()
    return loss.item()
