# exercise: cosine-lr
# belief: the wave falls to 0
# symptom: min_lr
# fails: test-cosine-lr
#| export
def cosine_lr(epoch: float, max_lr: float, min_lr: float, total_epochs: int) -> float:
    progress = min(epoch / total_epochs, 1.0)
    return max_lr * (1 + math.cos(math.pi * progress)) / 2
