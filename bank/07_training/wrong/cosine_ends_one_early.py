# exercise: cosine-lr
# belief: the last epoch has the lowest rate
# symptom: half-way
# fails: test-cosine-lr
#| export
def cosine_lr(epoch: float, max_lr: float, min_lr: float, total_epochs: int) -> float:
    progress = min(epoch / max(total_epochs - 1, 1), 1.0)
    return min_lr + (max_lr - min_lr) * (1 + math.cos(math.pi * progress)) / 2
