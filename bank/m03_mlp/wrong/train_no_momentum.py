# exercise: mlp-train
# belief: the learning rate is all that SGD needs
# symptom: the momentum given
# fails: test-mlp-train-rule
def train(
    model: Layer,
    batches: Iterable[tuple[Tensor, Tensor]],
    epochs: int,
    lr: float = 0.1,
    momentum: float = 0.9,
) -> list[float]:
    trainer = Trainer(model, SGD(model.parameters(), lr=lr), CrossEntropyLoss())
    return [trainer.train_epoch(batches) for _ in range(epochs)]
