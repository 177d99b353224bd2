# exercise: mlp-train
# belief: the last loss is what counts
# symptom: one mean loss for each epoch
# fails: test-mlp-train-budget
def train(
    model: Layer,
    batches: Iterable[tuple[Tensor, Tensor]],
    epochs: int,
    lr: float = 0.1,
    momentum: float = 0.9,
) -> list[float]:
    trainer = Trainer(model, SGD(model.parameters(), lr=lr, momentum=momentum), CrossEntropyLoss())
    loss = 0.0
    for _ in range(epochs):
        loss = trainer.train_epoch(batches)
    return [loss]
