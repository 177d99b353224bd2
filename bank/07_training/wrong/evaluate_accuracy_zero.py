# exercise: evaluate
# belief: no class, no accuracy: 0
# symptom: accuracy is None
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
                total += len(x) * loss_fn(predictions, y).item()
                rows += len(x)
                counts = count_correct(predictions, y)
                right, guesses = right + counts[0], guesses + counts[1]
    finally:
        model.train(mode)
    if rows == 0:
        raise ValueError("the dataloader gave no batch: there is nothing to evaluate")
    return total / rows, right / max(guesses, 1)
