# exercise: training-bytes
# belief: every number takes four bytes
# symptom: in float64 8
# fails: test-training-bytes
#| export
def training_bytes(optimizer: Optimizer) -> tuple[int, int, int]:
    return (
        sum(p.size * 4 for p in optimizer.params),
        sum(p.grad.size * 4 for p in optimizer.params if p.grad is not None),
        sum(s[name].size * 4 for s in optimizer.state for name in optimizer.arrays),
    )
