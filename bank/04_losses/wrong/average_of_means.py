# exercise: average-loss
# belief: the mean of the means is the mean
# symptom: every example counts once
# fails: test-average-loss
#| export
def average_loss(losses: list[float], sizes: list[int]) -> float:
    return sum(losses) / len(losses)
