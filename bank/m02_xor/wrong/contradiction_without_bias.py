# exercise: xor-contradiction
# belief: only the weights have to drop out
# symptom: sum of a y must vanish
# fails: test-xor-no-contradiction
def contradicts(multipliers: np.ndarray, inputs: np.ndarray, targets: np.ndarray) -> bool:
    signed = multipliers * (2 * targets - 1)
    return bool(np.all(multipliers >= 0) and np.any(multipliers > 0) and np.all(signed @ inputs == 0))
