# exercise: xor-contradiction
# belief: the target is the sign
# symptom: proves that no line
# fails: test-xor-contradiction
def contradicts(multipliers: np.ndarray, inputs: np.ndarray, targets: np.ndarray) -> bool:
    signed = multipliers * targets
    return bool(np.all(multipliers >= 0) and np.any(multipliers > 0)
                and np.all(signed @ inputs == 0) and np.sum(signed) == 0)
