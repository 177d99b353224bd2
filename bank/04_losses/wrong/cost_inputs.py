# exercise: recorded-cost
# belief: an operation costs its inputs
# symptom: the bytes of every result
# fails: test-recorded-cost
def recorded_cost(loss: Loss, predictions: Tensor, targets: Tensor) -> tuple[int, int]:
    sizes = []
    former = Tensor.recorder
    Tensor.recorder = lambda result, name, inputs, saved: sizes.append(sum(t.data.nbytes for t in inputs))
    try:
        loss(predictions, targets)
    finally:
        Tensor.recorder = former
    return len(sizes), sum(sizes)
