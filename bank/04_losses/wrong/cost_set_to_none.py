# exercise: recorded-cost
# belief: no recorder was there before
# symptom: put back
# fails: test-recorded-cost
def recorded_cost(loss: Loss, predictions: Tensor, targets: Tensor) -> tuple[int, int]:
    sizes = []
    Tensor.recorder = lambda result, name, inputs, saved: sizes.append(result.data.nbytes)
    try:
        loss(predictions, targets)
    finally:
        Tensor.recorder = None
    return len(sizes), sum(sizes)
