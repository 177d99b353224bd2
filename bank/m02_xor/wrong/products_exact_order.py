# exercise: xor-products
# belief: order k means the products of exactly k
# symptom: at most 2 factors
# fails: test-xor-products
def products(rows: np.ndarray, order: int) -> np.ndarray:
    choices = combinations(range(rows.shape[1]), order)
    return np.column_stack([rows[:, list(chosen)].prod(axis=1) for chosen in choices])
