# exercise: recorded-cost
# belief: a number is a byte
# symptom: the bytes of every result
# fails: test-recorded-cost
def recorded_cost(loss: Loss, predictions: Tensor, targets: Tensor) -> tuple[int, int]:
    sizes = []
    former = Tensor.recorder
    Tensor.recorder = lambda result, name, inputs, saved: sizes.append(result.size)
    try:
        loss(predictions, targets)
    finally:
        Tensor.recorder = former
    return len(sizes), sum(sizes)
