# exercise: descent-path
# belief: the gradient says where to go
# symptom: a step subtracts lr
# fails: test-descent-path
def descent_path(curvatures: np.ndarray, start: np.ndarray, lr: float, steps: int) -> np.ndarray:
    path = [start]
    for _ in range(steps):
        path.append(path[-1] + lr * curvatures * path[-1])
    return np.array(path)
