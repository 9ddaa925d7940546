"""Whether raters agree: intraclass correlations, kappas, rank concordance, limits of agreement, expert panels."""
