# exercise: evaluate
# belief: the mean of the batches
# symptom: weighted by its size
# fails: test-evaluate-values
#| export
def evaluate(model: Layer, loss_fn: Callable, dataloader: Iterable[Batch]) -> tuple[float, float | None]:
    mode = model.training
    model.eval()
    total, rows, right, guesses = 0.0, 0, 0, 0
    try:
        with no_grad():
            for x, y in dataloader:
                predictions = model(x)
                total += loss_fn(predictions, y).item()
                rows += 1
                counts = count_correct(predictions, y)
                right, guesses = right + counts[0], guesses + counts[1]
    finally:
        model.train(mode)
    if rows == 0:
        raise ValueError("the dataloader gave no batch: there is nothing to evaluate")
    return total / rows, right / guesses if guesses else None
