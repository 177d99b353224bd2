# exercise: xor-fit
# belief: the loss of an update is the one that it reaches
# symptom: before the first update
# fails: test-xor-fit-update
def fit(model, loss_fn, optimizer, inputs: np.ndarray, targets: np.ndarray, updates: int) -> list[float]:
    x, target = Tensor(inputs), Tensor(targets.reshape(-1, 1))
    losses = []
    for _ in range(updates):
        optimizer.zero_grad()
        loss = loss_fn(model(x), target)
        loss.backward()
        optimizer.step()
        losses.append(loss_fn(model(x), target).item())
    return losses
