# exercise: update-velocity
# belief: the velocity is a mean of gradients
# symptom: momentum * velocity + gradient
# fails: test-update-velocity
#| export
def update_velocity(velocity: np.ndarray, gradient: np.ndarray, momentum: float) -> None:
    velocity *= momentum
    velocity += (1 - momentum) * gradient
