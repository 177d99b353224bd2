# exercise: update-velocity
# belief: the velocity is the gradient
# symptom: momentum * velocity + gradient
# fails: test-update-velocity
#| export
def update_velocity(velocity: np.ndarray, gradient: np.ndarray, momentum: float) -> None:
    velocity[...] = gradient
