# exercise: softmax
# belief: normalise everything: probabilities sum to 1
# symptom: each row
# fails: test-softmax-rows
#| export
class Softmax:
    def forward(self, x: Tensor, dim: int = -1) -> Tensor:
        exponentials = np.exp(x.data - x.data.max())
        result = exponentials / exponentials.sum()
        return Tensor.from_op(result, "softmax", x, dim=dim)

    def __call__(self, x: Tensor, dim: int = -1) -> Tensor:
        return self.forward(x, dim)

    def parameters(self) -> list[Tensor]:
        return []
