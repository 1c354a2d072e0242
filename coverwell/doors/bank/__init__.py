"""The bank: payment files go out, answers and returns come in."""
