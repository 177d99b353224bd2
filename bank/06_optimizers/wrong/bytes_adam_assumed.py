# exercise: training-bytes
# belief: state means two arrays
# symptom: every array of the state
# fails: test-training-bytes
#| export
def training_bytes(optimizer: Optimizer) -> tuple[int, int, int]:
    return (
        sum(p.data.nbytes for p in optimizer.params),
        sum(p.grad.nbytes for p in optimizer.params if p.grad is not None),
        2 * sum(p.data.nbytes for p in optimizer.params),
    )
