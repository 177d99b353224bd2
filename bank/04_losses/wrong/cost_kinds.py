# exercise: recorded-cost
# belief: operations are counted by name
# symptom: every recorded operation counts
# fails: test-recorded-cost
def recorded_cost(loss: Loss, predictions: Tensor, targets: Tensor) -> tuple[int, int]:
    sizes = {}
    former = Tensor.recorder
    Tensor.recorder = lambda result, name, inputs, saved: sizes.update({result.shape: result.data.nbytes})
    try:
        loss(predictions, targets)
    finally:
        Tensor.recorder = former
    return len(sizes), sum(sizes.values())
