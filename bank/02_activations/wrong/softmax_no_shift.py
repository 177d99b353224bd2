# exercise: softmax
# belief: the formula can be typed as it stands
# symptom: overflow
# fails: test-softmax-stable
#| export
class Softmax:
    def forward(self, x: Tensor, dim: int = -1) -> Tensor:
        exponentials = np.exp(x.data)
        result = exponentials / exponentials.sum(axis=dim, keepdims=True)
        return Tensor.from_op(result, "softmax", x, dim=dim)

    def __call__(self, x: Tensor, dim: int = -1) -> Tensor:
        return self.forward(x, dim)

    def parameters(self) -> list[Tensor]:
        return []
