"""Items one by one: what each contributes to its scale, which ones to drop, and the scores of the scales."""
