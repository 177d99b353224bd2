# exercise: xor-products
# belief: products are products of two
# symptom: for each choice
# fails: test-xor-products
def products(rows: np.ndarray, order: int) -> np.ndarray:
    columns = list(rows.T)
    if order > 1:
        columns += [rows[:, i] * rows[:, j] for i, j in combinations(range(rows.shape[1]), 2)]
    return np.column_stack(columns)
