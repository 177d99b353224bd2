# exercise: recorded-cost
# belief: the loss will not fail
# symptom: put back all the same
# fails: test-recorded-cost
def recorded_cost(loss: Loss, predictions: Tensor, targets: Tensor) -> tuple[int, int]:
    sizes = []
    former = Tensor.recorder
    Tensor.recorder = lambda result, name, inputs, saved: sizes.append(result.data.nbytes)
    loss(predictions, targets)
    Tensor.recorder = former
    return len(sizes), sum(sizes)
