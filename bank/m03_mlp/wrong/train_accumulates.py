# exercise: mlp-train
# belief: one update an epoch, from all batches
# symptom: one update for each batch
# fails: test-mlp-train-rule
def train(
    model: Layer,
    batches: Iterable[tuple[Tensor, Tensor]],
    epochs: int,
    lr: float = 0.1,
    momentum: float = 0.9,
) -> list[float]:
    trainer = Trainer(model, SGD(model.parameters(), lr=lr, momentum=momentum), CrossEntropyLoss())
    return [trainer.train_epoch(batches, accumulation_steps=len(batches)) for _ in range(epochs)]
