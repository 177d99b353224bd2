# exercise: mlp-train
# belief: one more epoch does no harm
# symptom: no more and no fewer
# fails: test-mlp-train-budget
def train(
    model: Layer,
    batches: Iterable[tuple[Tensor, Tensor]],
    epochs: int,
    lr: float = 0.1,
    momentum: float = 0.9,
) -> list[float]:
    trainer = Trainer(model, SGD(model.parameters(), lr=lr, momentum=momentum), CrossEntropyLoss())
    losses = [trainer.train_epoch(batches) for _ in range(epochs)]
    trainer.train_epoch(batches)
    return losses
