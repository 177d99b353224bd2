# exercise: tanh
# belief: an activation may be put together from tensor operations
# symptom: exactly one operation
# fails: test-tanh-operation
#| export
class Tanh:
    def forward(self, x: Tensor) -> Tensor:
        result = Sigmoid()(x * 2.0) * 2.0 - 1.0
        return result

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []
