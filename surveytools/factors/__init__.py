"""What structure is in the answers: whether the correlations are fit for factor analysis."""
