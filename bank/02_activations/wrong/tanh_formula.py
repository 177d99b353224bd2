# exercise: tanh
# belief: the formula can be typed as it stands
# symptom: not nan
# fails: test-tanh-ends
#| export
class Tanh:
    def forward(self, x: Tensor) -> Tensor:
        result = (np.exp(x.data) - np.exp(-x.data)) / (np.exp(x.data) + np.exp(-x.data))
        return Tensor.from_op(result, "tanh", x)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []
