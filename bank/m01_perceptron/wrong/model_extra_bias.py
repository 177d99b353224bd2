# exercise: perceptron-model
# belief: the unit needs a bias of its own beside the layer's
# symptom: two parameters
# fails: test-perceptron-start
class Perceptron(Layer):
    """A threshold unit on top of your own Linear."""

    def __init__(self, in_features: int) -> None:
        super().__init__()
        self.linear = Linear(in_features, 1)
        self.linear.weight.data[...] = 0
        self.linear.bias.data[...] = 0
        self.bias = Tensor(np.zeros(1), requires_grad=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x)

    def predict(self, inputs: np.ndarray) -> np.ndarray:
        return threshold(self.forward(Tensor(inputs)).numpy()[:, 0])
