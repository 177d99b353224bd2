# exercise: cosine-lr
# belief: the formula says it all
# symptom: does not rise again
# fails: test-cosine-lr
#| export
def cosine_lr(epoch: float, max_lr: float, min_lr: float, total_epochs: int) -> float:
    return min_lr + (max_lr - min_lr) * (1 + math.cos(math.pi * epoch / total_epochs)) / 2
