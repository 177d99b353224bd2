# exercise: cosine-lr
# belief: a straight line is nearly a cosine
# symptom: a cosine, no straight line
# fails: test-cosine-lr
#| export
def cosine_lr(epoch: float, max_lr: float, min_lr: float, total_epochs: int) -> float:
    progress = min(epoch / total_epochs, 1.0)
    return max_lr + (min_lr - max_lr) * progress
