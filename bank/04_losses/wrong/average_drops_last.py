# exercise: average-loss
# belief: the last batch is short, leave it out
# symptom: every example counts once
# fails: test-average-loss
#| export
def average_loss(losses: list[float], sizes: list[int]) -> float:
    if len(losses) > 1 and sizes[-1] < sizes[0]:
        losses, sizes = losses[:-1], sizes[:-1]
    return sum(a * b for a, b in zip(losses, sizes)) / sum(sizes)
