# exercise: mlp-train
# belief: each epoch starts with a fresh optimizer
# symptom: one optimizer for all epochs
# fails: test-mlp-train-rule
def train(
    model: Layer,
    batches: Iterable[tuple[Tensor, Tensor]],
    epochs: int,
    lr: float = 0.1,
    momentum: float = 0.9,
) -> list[float]:
    losses = []
    for _ in range(epochs):
        trainer = Trainer(model, SGD(model.parameters(), lr=lr, momentum=momentum), CrossEntropyLoss())
        losses.append(trainer.train_epoch(batches))
    return losses
