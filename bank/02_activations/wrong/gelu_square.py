# exercise: gelu
# belief: the correction is a square
# symptom: tanh form
# fails: test-gelu-values
#| export
class GELU:
    def forward(self, x: Tensor) -> Tensor:
        values = x.data
        inner = math.sqrt(2.0 / math.pi) * (values + 0.044715 * values * values)
        result = 0.5 * values * (1.0 + np.tanh(inner))
        return Tensor.from_op(result, "gelu", x)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []
