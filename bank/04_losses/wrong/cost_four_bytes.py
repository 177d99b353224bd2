# exercise: recorded-cost
# belief: a number has 4 bytes
# symptom: float64 number takes 8
# fails: test-recorded-cost
def recorded_cost(loss: Loss, predictions: Tensor, targets: Tensor) -> tuple[int, int]:
    sizes = []
    former = Tensor.recorder
    Tensor.recorder = lambda result, name, inputs, saved: sizes.append(4 * result.size)
    try:
        loss(predictions, targets)
    finally:
        Tensor.recorder = former
    return len(sizes), sum(sizes)
