"""The API of the figures: what there is (`catalogue`), and the figures themselves (`values`)."""
