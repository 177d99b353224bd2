# exercise: xor-contradiction
# belief: equal totals on both sides are the contradiction
# symptom: sum of a y x
# fails: test-xor-no-contradiction
def contradicts(multipliers: np.ndarray, inputs: np.ndarray, targets: np.ndarray) -> bool:
    signed = multipliers * (2 * targets - 1)
    return bool(np.all(multipliers >= 0) and np.any(multipliers > 0) and np.sum(signed) == 0)
