"""What answers say: counts, shares, intervals, comparisons, and the one door they are published through (pure).

No module here knows a framework. `frames` is the shape answers come in, `counting` counts them in one
pass, `disclosure` decides what may be shown, and everything that leaves for a page, file or answer
is made from what `disclosure` let through.
"""
