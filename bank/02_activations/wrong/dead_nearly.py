# exercise: dead-units
# belief: small numbers count as 0
# symptom: tiny output is not 0
# fails: test-dead-units
def dead_units(hidden: Tensor) -> np.ndarray:
    return (np.abs(hidden.data) < 1e-3).all(axis=0)
