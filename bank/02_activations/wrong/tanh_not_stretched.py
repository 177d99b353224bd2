# exercise: tanh
# belief: tanh is the sigmoid, moved to run from -1 to 1
# symptom: tanh(1) is 0.762
# fails: test-tanh-values
#| export
class Tanh:
    def forward(self, x: Tensor) -> Tensor:
        result = 2.0 * stable_sigmoid(x.data) - 1.0
        return Tensor.from_op(result, "tanh", x)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []
