# exercise: gelu
# belief: tensor operations record themselves, so no own name is needed
# symptom: exactly one operation
# fails: test-gelu-operation
#| export
class GELU:
    def forward(self, x: Tensor) -> Tensor:
        inner = (x + x * x * x * 0.044715) * math.sqrt(2.0 / math.pi)
        return x * 0.5 * (Tanh()(inner) + 1.0)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []
