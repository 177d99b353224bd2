# exercise: average-loss
# belief: weigh by size, divide by the number of batches
# symptom: every example counts once
# fails: test-average-loss
#| export
def average_loss(losses: list[float], sizes: list[int]) -> float:
    return sum(a * b for a, b in zip(losses, sizes)) / len(losses)
