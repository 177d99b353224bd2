# exercise: update-velocity
# belief: where the gradient is zero nothing happens
# symptom: fades
# fails: test-update-velocity
#| export
def update_velocity(velocity: np.ndarray, gradient: np.ndarray, momentum: float) -> None:
    moving = gradient != 0
    velocity[...] = np.where(moving, momentum * velocity + gradient, velocity)
