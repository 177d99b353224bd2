# exercise: update-velocity
# belief: the gradient can carry the velocity
# symptom: leaves the gradient
# fails: test-update-velocity
#| export
def update_velocity(velocity: np.ndarray, gradient: np.ndarray, momentum: float) -> None:
    gradient += momentum * velocity
    velocity[...] = gradient
