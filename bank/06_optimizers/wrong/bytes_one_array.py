# exercise: training-bytes
# belief: the state is one array a parameter
# symptom: all state arrays
# fails: test-training-bytes
#| export
def training_bytes(optimizer: Optimizer) -> tuple[int, int, int]:
    return (
        sum(p.data.nbytes for p in optimizer.params),
        sum(p.grad.nbytes for p in optimizer.params if p.grad is not None),
        sum(s[name].nbytes for s in optimizer.state for name in optimizer.arrays[:1]),
    )
