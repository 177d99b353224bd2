# exercise: xor-products
# belief: a combination of columns is their sum
# symptom: x1 x2, x1 x3
# fails: test-xor-products
def products(rows: np.ndarray, order: int) -> np.ndarray:
    choices = [c for size in range(1, order + 1) for c in combinations(range(rows.shape[1]), size)]
    return np.column_stack([rows[:, list(chosen)].sum(axis=1) for chosen in choices])
