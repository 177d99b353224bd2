# exercise: evaluate
# belief: without backward nothing is recorded
# symptom: nothing is recorded
# fails: test-evaluate-no-trace
#| export
def evaluate(model: Layer, loss_fn: Callable, dataloader: Iterable[Batch]) -> tuple[float, float | None]:
    import contextlib

    mode = model.training
    model.eval()
    total, rows, right, guesses = 0.0, 0, 0, 0
    try:
        with contextlib.nullcontext():
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
    return total / rows, right / guesses if guesses else None
