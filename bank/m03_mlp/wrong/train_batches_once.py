# exercise: mlp-train
# belief: the batches are drawn before training
# symptom: updates
# fails: test-mlp-train-budget
def train(
    model: Layer,
    batches: Iterable[tuple[Tensor, Tensor]],
    epochs: int,
    lr: float = 0.1,
    momentum: float = 0.9,
) -> list[float]:
    trainer = Trainer(model, SGD(model.parameters(), lr=lr, momentum=momentum), CrossEntropyLoss())
    pairs = list(batches)
    return [trainer.train_epoch(pairs) for _ in range(epochs)]
