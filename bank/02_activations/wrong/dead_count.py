# exercise: dead-units
# belief: the question is how many there are
# symptom: one answer a unit
# fails: test-dead-units
def dead_units(hidden: Tensor) -> np.ndarray:
    return (hidden.data == 0).all(axis=0).sum()
