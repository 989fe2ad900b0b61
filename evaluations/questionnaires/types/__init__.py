"""The types of questions, one module with one class each; `registry` finds them."""
