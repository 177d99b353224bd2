# exercise: dropout
# belief: the mask says what was dropped, 0 or 1
# symptom: factor 1 / (1 - p) included
# fails: test-dropout-hook
#| export
class Dropout(Layer):
    """Sets entries to zero at random while training, and scales up the others so that the mean stays."""

    def __init__(self, p: float = 0.5, rng: np.random.Generator | None = None) -> None:
        self.p = check_probability(p)
        self.rng = np.random.default_rng(rng)

    def forward(self, x: Tensor, training: bool | None = None) -> Tensor:
        active = self.training if training is None else training
        if not active or self.p == 0:
            return x
        mask = dropout_mask(x.shape, self.p, self.rng, x.dtype)
        result = x.data * mask
        mask = (mask > 0).astype(x.dtype)
        return Tensor.from_op(result, "dropout", x, mask=mask)

    def __repr__(self) -> str:
        return f"Dropout(p={self.p})"
