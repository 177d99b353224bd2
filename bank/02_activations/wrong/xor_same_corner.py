# exercise: xor-weights
# belief: two units without bias are enough, the weights do the rest
# symptom: exclusive-or does
# fails: test-xor-weights
def xor_weights() -> tuple[list[list[float]], list[float], list[float]]:
    return [[1.0, 1.0], [1.0, 1.0]], [0.0, 0.0], [1.0, -2.0]
