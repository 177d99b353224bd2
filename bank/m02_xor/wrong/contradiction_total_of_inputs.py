# exercise: xor-contradiction
# belief: one sum over everything is enough
# symptom: in every input
# fails: test-xor-no-contradiction
def contradicts(multipliers: np.ndarray, inputs: np.ndarray, targets: np.ndarray) -> bool:
    signed = multipliers * (2 * targets - 1)
    usable = np.all(multipliers >= 0) and np.any(multipliers > 0)
    return bool(usable and np.sum(signed) == 0 and (signed @ inputs)[:2].sum() == 0)
