# exercise: descent-path
# belief: the gradient is computed where the walk begins
# symptom: a step subtracts lr
# fails: test-descent-path
def descent_path(curvatures: np.ndarray, start: np.ndarray, lr: float, steps: int) -> np.ndarray:
    gradient = curvatures * start
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - lr * gradient)
    return np.array(path)
