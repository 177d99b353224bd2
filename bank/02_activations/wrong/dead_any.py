# exercise: dead-units
# belief: a unit that is ever 0 is dead
# symptom: 0 for every example
# fails: test-dead-units
def dead_units(hidden: Tensor) -> np.ndarray:
    return (hidden.data == 0).any(axis=0)
