# exercise: xor-fit
# belief: the targets can stay (N,): broadcasting will match them
# symptom: shape (4, 1)
# fails: test-xor-fit-update
def fit(model, loss_fn, optimizer, inputs: np.ndarray, targets: np.ndarray, updates: int) -> list[float]:
    x, target = Tensor(inputs), Tensor(targets)
    losses = []
    for _ in range(updates):
        optimizer.zero_grad()
        loss = loss_fn(model(x), target)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
