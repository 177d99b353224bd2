# exercise: cosine-lr
# belief: a wave has 2 pi
# symptom: reaches min_lr
# fails: test-cosine-lr
#| export
def cosine_lr(epoch: float, max_lr: float, min_lr: float, total_epochs: int) -> float:
    progress = min(epoch / total_epochs, 1.0)
    return min_lr + (max_lr - min_lr) * (1 + math.cos(2 * math.pi * progress)) / 2
