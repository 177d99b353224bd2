"""The TinyTorch classroom: course tool and grading."""
