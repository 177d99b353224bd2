# exercise: training-bytes
# belief: every parameter has a gradient
# symptom: gradients that are there
# fails: test-training-bytes
#| export
def training_bytes(optimizer: Optimizer) -> tuple[int, int, int]:
    return (
        sum(p.data.nbytes for p in optimizer.params),
        sum(p.data.nbytes for p in optimizer.params),
        sum(s[name].nbytes for s in optimizer.state for name in optimizer.arrays),
    )
