# exercise: gelu
# belief: x times sigmoid(1.702 x) is GELU
# symptom: tanh form
# fails: test-gelu-values
#| export
class GELU:
    def forward(self, x: Tensor) -> Tensor:
        result = x.data * stable_sigmoid(1.702 * x.data)
        return Tensor.from_op(result, "gelu", x)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []
