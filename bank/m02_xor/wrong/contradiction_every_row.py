# exercise: xor-contradiction
# belief: every condition has to take part
# symptom: may have multiplier 0
# fails: test-xor-contradiction
def contradicts(multipliers: np.ndarray, inputs: np.ndarray, targets: np.ndarray) -> bool:
    signed = multipliers * (2 * targets - 1)
    return bool(np.all(multipliers > 0) and np.all(signed @ inputs == 0) and np.sum(signed) == 0)
