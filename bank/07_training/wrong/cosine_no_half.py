# exercise: cosine-lr
# belief: 1 + cos lies between 0 and 1
# symptom: rate max_lr
# fails: test-cosine-lr
#| export
def cosine_lr(epoch: float, max_lr: float, min_lr: float, total_epochs: int) -> float:
    progress = min(epoch / total_epochs, 1.0)
    return min_lr + (max_lr - min_lr) * (1 + math.cos(math.pi * progress))
