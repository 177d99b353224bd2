# exercise: descent-path
# belief: the derivative of c x x / 2 is c x / 2
# symptom: a step subtracts lr
# fails: test-descent-path
def descent_path(curvatures: np.ndarray, start: np.ndarray, lr: float, steps: int) -> np.ndarray:
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - lr * curvatures * path[-1] / 2)
    return np.array(path)
