# exercise: dropout
# belief: always return a new tensor
# symptom: dropout returns x itself
# fails: test-dropout-eval
#| export
class Dropout(Layer):
    """Sets entries to zero at random while training, and scales up the others so that the mean stays."""

    def __init__(self, p: float = 0.5, rng: np.random.Generator | None = None) -> None:
        self.p = check_probability(p)
        self.rng = np.random.default_rng(rng)

    def forward(self, x: Tensor, training: bool | None = None) -> Tensor:
        active = self.training if training is None else training
        mask = np.ones(x.shape, dtype=x.dtype)
        if active and self.p > 0:
            mask = dropout_mask(x.shape, self.p, self.rng, x.dtype)
        result = x.data * mask
        return Tensor.from_op(result, "dropout", x, mask=mask)

    def __repr__(self) -> str:
        return f"Dropout(p={self.p})"
