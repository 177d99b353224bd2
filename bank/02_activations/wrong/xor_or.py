# exercise: xor-weights
# belief: or is near enough: one unit that sees any input
# symptom: gives 0 at [1.0, 1.0]
# fails: test-xor-weights
def xor_weights() -> tuple[list[list[float]], list[float], list[float]]:
    return [[1.0, 1.0], [1.0, 1.0]], [0.0, -1.0], [1.0, -1.0]
