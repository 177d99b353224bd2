# exercise: training-bytes
# belief: a number is a byte
# symptom: bytes count
# fails: test-training-bytes
#| export
def training_bytes(optimizer: Optimizer) -> tuple[int, int, int]:
    return (
        sum(p.data.size for p in optimizer.params),
        sum(p.grad.size for p in optimizer.params if p.grad is not None),
        sum(s[name].size for s in optimizer.state for name in optimizer.arrays),
    )
