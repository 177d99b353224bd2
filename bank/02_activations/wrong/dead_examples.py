# exercise: dead-units
# belief: units stand in the rows
# symptom: dead only if it is 0 for every example
# fails: test-dead-units
def dead_units(hidden: Tensor) -> np.ndarray:
    return (hidden.data == 0).all(axis=1)
