# exercise: xor-fit
# belief: the result of training is its last loss
# symptom: one loss for each update
# fails: test-xor-fit-update
def fit(model, loss_fn, optimizer, inputs: np.ndarray, targets: np.ndarray, updates: int) -> list[float]:
    x, target = Tensor(inputs), Tensor(targets.reshape(-1, 1))
    losses = []
    for _ in range(updates):
        optimizer.zero_grad()
        loss = loss_fn(model(x), target)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses[-1]
    # the path does not matter
