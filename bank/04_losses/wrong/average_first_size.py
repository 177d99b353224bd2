# exercise: average-loss
# belief: all batches have the size of the first
# symptom: every example counts once
# fails: test-average-loss
#| export
def average_loss(losses: list[float], sizes: list[int]) -> float:
    return sum(losses) * sizes[0] / sum(sizes)
