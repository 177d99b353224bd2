# exercise: mlp-train
# belief: the loss of an epoch is the mean of its batches
# symptom: means over the rows
# fails: test-mlp-train-rule
def train(
    model: Layer,
    batches: Iterable[tuple[Tensor, Tensor]],
    epochs: int,
    lr: float = 0.1,
    momentum: float = 0.9,
) -> list[float]:
    optimizer, loss_fn, losses = SGD(model.parameters(), lr=lr, momentum=momentum), CrossEntropyLoss(), []
    for _ in range(epochs):
        found = []
        for x, y in batches:
            optimizer.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            optimizer.step()
            found.append(loss.item())
        losses.append(float(np.mean(found)))
    return losses
