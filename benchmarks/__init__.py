"""Speed and memory, each as a ratio against something measured in the same run."""
