# exercise: tanh
# belief: an identity on paper is an identity in float32
# symptom: cancellation
# fails: test-tanh-ends
#| export
class Tanh:
    def forward(self, x: Tensor) -> Tensor:
        result = 2.0 * stable_sigmoid(2.0 * x.data) - 1.0
        return Tensor.from_op(result, "tanh", x)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []
