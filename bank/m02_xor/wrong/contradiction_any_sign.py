# exercise: xor-contradiction
# belief: if the sums vanish, it is a proof
# symptom: negative multiplier
# fails: test-xor-no-contradiction
def contradicts(multipliers: np.ndarray, inputs: np.ndarray, targets: np.ndarray) -> bool:
    signed = multipliers * (2 * targets - 1)
    return bool(np.any(multipliers != 0) and np.all(signed @ inputs == 0) and np.sum(signed) == 0)
