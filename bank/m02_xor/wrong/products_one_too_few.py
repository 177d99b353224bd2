# exercise: xor-products
# belief: range counts up to order
# symptom: at most 2 factors
# fails: test-xor-products
def products(rows: np.ndarray, order: int) -> np.ndarray:
    choices = [c for size in range(1, max(order, 2)) for c in combinations(range(rows.shape[1]), size)]
    return np.column_stack([rows[:, list(chosen)].prod(axis=1) for chosen in choices])
