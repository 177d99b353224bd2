# exercise: recorded-cost
# belief: the recorder may stay
# symptom: put back
# fails: test-recorded-cost
def recorded_cost(loss: Loss, predictions: Tensor, targets: Tensor) -> tuple[int, int]:
    sizes = []
    Tensor.recorder = lambda result, name, inputs, saved: sizes.append(result.data.nbytes)
    loss(predictions, targets)
    return len(sizes), sum(sizes)
