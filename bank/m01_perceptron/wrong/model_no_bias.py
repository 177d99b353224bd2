# exercise: perceptron-model
# belief: the weights are enough
# symptom: one bias
# fails: test-perceptron-start
class Perceptron(Layer):
    """A threshold unit on top of your own Linear."""

    def __init__(self, in_features: int) -> None:
        super().__init__()
        self.linear = Linear(in_features, 1, bias=False)
        self.linear.weight.data[...] = 0

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x)

    def predict(self, inputs: np.ndarray) -> np.ndarray:
        return threshold(self.forward(Tensor(inputs)).numpy()[:, 0])
