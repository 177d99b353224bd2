# exercise: gelu
# belief: the half belongs to the tanh and can be left out with it
# symptom: at 1 it is 0.84119
# fails: test-gelu-values
#| export
class GELU:
    def forward(self, x: Tensor) -> Tensor:
        values = x.data
        inner = math.sqrt(2.0 / math.pi) * (values + 0.044715 * values * values * values)
        result = values * (1.0 + np.tanh(inner))
        return Tensor.from_op(result, "gelu", x)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []
