# exercise: xor-fit
# belief: the forward pass is the same every time, so compute it once
# symptom: freed
# fails: test-xor-fit-half
def fit(model, loss_fn, optimizer, inputs: np.ndarray, targets: np.ndarray, updates: int) -> list[float]:
    x, target = Tensor(inputs), Tensor(targets.reshape(-1, 1))
    losses = []
    loss = loss_fn(model(x), target)
    for _ in range(updates):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
