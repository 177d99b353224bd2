# exercise: descent-path
# belief: the path is what the steps give
# symptom: start included
# fails: test-descent-path
def descent_path(curvatures: np.ndarray, start: np.ndarray, lr: float, steps: int) -> np.ndarray:
    path, x = [], start
    for _ in range(steps):
        x = x - lr * curvatures * x
        path.append(x)
    return np.array(path)
