# exercise: xor-products
# belief: the factors stand side by side
# symptom: contradiction is gone
# fails: test-xor-order
def products(rows: np.ndarray, order: int) -> np.ndarray:
    n = rows.shape[1]
    columns = [rows[:, i : i + size].prod(axis=1) for size in range(1, min(order, n - 1) + 1)
               for i in range(n - size + 1)]
    return np.column_stack(columns)
