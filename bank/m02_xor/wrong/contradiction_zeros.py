# exercise: xor-contradiction
# belief: all zero is a special case of not negative
# symptom: all zero
# fails: test-xor-no-contradiction
def contradicts(multipliers: np.ndarray, inputs: np.ndarray, targets: np.ndarray) -> bool:
    signed = multipliers * (2 * targets - 1)
    return bool(np.all(multipliers >= 0) and np.all(signed @ inputs == 0) and np.sum(signed) == 0)
