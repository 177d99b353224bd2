# exercise: update-velocity
# belief: friction slows the new push too
# symptom: momentum * velocity + gradient
# fails: test-update-velocity
#| export
def update_velocity(velocity: np.ndarray, gradient: np.ndarray, momentum: float) -> None:
    velocity += gradient
    velocity *= momentum
