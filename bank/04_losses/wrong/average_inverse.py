# exercise: average-loss
# belief: a mean is divided by its size
# symptom: every example counts once
# fails: test-average-loss
#| export
def average_loss(losses: list[float], sizes: list[int]) -> float:
    weights = [1 / n for n in sizes]
    return sum(a * b for a, b in zip(losses, weights)) / sum(weights)
