# exercise: mlp-train
# belief: SGD knows a good learning rate
# symptom: -lr times the slope
# fails: test-mlp-train-rule
def train(
    model: Layer,
    batches: Iterable[tuple[Tensor, Tensor]],
    epochs: int,
    lr: float = 0.1,
    momentum: float = 0.9,
) -> list[float]:
    trainer = Trainer(model, SGD(model.parameters(), momentum=momentum), CrossEntropyLoss())
    return [trainer.train_epoch(batches) for _ in range(epochs)]
