# exercise: recorded-cost
# belief: an error is no reason to stop counting
# symptom: passed on
# fails: test-recorded-cost
def recorded_cost(loss: Loss, predictions: Tensor, targets: Tensor) -> tuple[int, int]:
    sizes = []
    former = Tensor.recorder
    Tensor.recorder = lambda result, name, inputs, saved: sizes.append(result.data.nbytes)
    try:
        loss(predictions, targets)
    except Exception:
        pass
    Tensor.recorder = former
    return len(sizes), sum(sizes)
