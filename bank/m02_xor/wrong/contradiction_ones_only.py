# exercise: xor-contradiction
# belief: the multipliers of a proof are all equal
# symptom: unequal multipliers
# fails: test-xor-contradiction
def contradicts(multipliers: np.ndarray, inputs: np.ndarray, targets: np.ndarray) -> bool:
    signed = multipliers * (2 * targets - 1)
    equal = np.all(multipliers == multipliers[0]) and multipliers[0] > 0
    return bool(equal and np.all(signed @ inputs == 0) and np.sum(signed) == 0)
