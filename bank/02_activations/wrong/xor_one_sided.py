# exercise: xor-weights
# belief: a difference of the inputs is not 0 exactly where they differ
# symptom: gives 1 at [0.0, 1.0]
# fails: test-xor-weights
def xor_weights() -> tuple[list[list[float]], list[float], list[float]]:
    return [[1.0, 0.0], [-1.0, 0.0]], [0.0, 0.0], [1.0, 1.0]
