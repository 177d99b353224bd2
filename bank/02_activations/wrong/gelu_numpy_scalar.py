# exercise: gelu
# belief: np.sqrt of a number is just a number
# symptom: NumPy scalars
# fails: test-gelu-operation
#| export
class GELU:
    def forward(self, x: Tensor) -> Tensor:
        values = x.data
        inner = np.sqrt(2.0 / np.pi) * (values + 0.044715 * values * values * values)
        result = 0.5 * values * (1.0 + np.tanh(inner))
        return Tensor.from_op(result, "gelu", x)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []
