# exercise: xor-products
# belief: a column may be multiplied with itself
# symptom: at most 2 factors
# fails: test-xor-products
def products(rows: np.ndarray, order: int) -> np.ndarray:
    from itertools import combinations_with_replacement

    choices = [c for size in range(1, order + 1)
               for c in combinations_with_replacement(range(rows.shape[1]), size)]
    return np.column_stack([rows[:, list(chosen)].prod(axis=1) for chosen in choices])
