"""Speed and memory of the generator, each as a ratio to a bare loop measured in the same run."""
