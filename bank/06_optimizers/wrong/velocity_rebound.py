# exercise: update-velocity
# belief: assigning to the argument changes the caller's array
# symptom: written into the array
# fails: test-update-velocity
#| export
def update_velocity(velocity: np.ndarray, gradient: np.ndarray, momentum: float) -> None:
    velocity = momentum * velocity + gradient
