# exercise: dead-units
# belief: dead means off for most examples
# symptom: 0 for every example
# fails: test-dead-units
def dead_units(hidden: Tensor) -> np.ndarray:
    return (hidden.data == 0).mean(axis=0) > 0.5
