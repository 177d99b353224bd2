# exercise: recorded-cost
# belief: only the result of the loss stays
# symptom: the bytes of every result
# fails: test-recorded-cost
def recorded_cost(loss: Loss, predictions: Tensor, targets: Tensor) -> tuple[int, int]:
    sizes = []
    former = Tensor.recorder
    Tensor.recorder = lambda result, name, inputs, saved: sizes.append(result.data.nbytes)
    try:
        loss(predictions, targets)
    finally:
        Tensor.recorder = former
    return len(sizes), sizes[-1]
