# Expected values from R (psych, lavaan, semTools, GPArotation), one JSON a data set.
# Usage: Rscript generate.R   (writes beside itself; versions are in versions.txt)
suppressMessages({library(psych); library(lavaan); library(semTools); library(jsonlite); library(GPArotation)})
quiet <- function(e) suppressWarnings(suppressMessages(e))
save_json <- function(x, file) write(toJSON(x, auto_unbox = TRUE, digits = 12, null = "null", na = "null", dataframe = "columns", matrix = "rowmajor"), file)
named <- function(x, names) as.list(setNames(as.numeric(x), names))

adequacy <- function(d) {
  R <- cor(d); k <- KMO(R); b <- cortest.bartlett(R, nrow(d))
  list(n = nrow(d), kmo = k$MSA, msa = named(k$MSAi, colnames(d)), chi2 = b$chisq, df = b$df, p = b$p.value, eigenvalues = eigen(R)$values)
}
reliability_of <- function(d) {
  a <- quiet(psych::alpha(d)); wide <- ncol(d) > 2
  g <- if (wide) quiet(guttman(d)) else NULL
  even <- wide && ncol(d) %% 2 == 0; s <- if (even) quiet(splitHalf(d, covar = TRUE, brute = ncol(d) <= 12)) else NULL
  list(n = nrow(d), k = ncol(d), alpha = a$total$raw_alpha, standardized_alpha = a$total$std.alpha, mean_r = a$total$average_r,
       feldt = c(a$feldt$lower.ci, a$feldt$upper.ci), item_rest_r = named(a$item.stats$r.drop, colnames(d)),
       alpha_if_deleted = if (wide) named(a$alpha.drop$raw_alpha, colnames(d)),
       guttman_on_correlations = if (wide) list(l1 = g$lambda.1, l2 = g$lambda.2, l3 = g$lambda.3, l5 = g$lambda.5, l6 = g$lambda.6),
       splits_on_covariances = if (even) list(max = s$maxrb, min = s$minrb, mean = s$meanr))
}
# Rotations run to convergence here (psych stops R's varimax at eps 1e-5, which moves loadings by up to .005); psych's own print is kept under *_psych.
varimax_to_end <- function(L) { h <- sqrt(rowSums(L^2)); V <- L / h; V %*% varimax(V, normalize = FALSE, eps = 1e-15)$rotmat * h }
promax_to_end <- function(L, power = 4) {
  h <- sqrt(rowSums(L^2)); V <- varimax_to_end(L) / h; Q <- V * abs(V)^(power - 1); U <- lm.fit(V, Q)$coefficients
  U <- U %*% diag(sqrt(diag(solve(crossprod(U))))); list(loadings = (V %*% U) * h, phi = solve(U) %*% t(solve(U)))
}
efa <- function(d, m) {
  out <- list(); R <- cor(d)
  for (method in c("minres", "pa", "ml")) {
    base <- quiet(fa(d, m, fm = method, rotate = "none", max.iter = 5000, min.err = 1e-9)); L <- unclass(base$loadings); items <- rownames(L); L <- unname(L)
    fit <- list(communalities = unname(base$communality), chi2 = base$STATISTIC, df = base$dof, p = base$PVAL, rmsr = base$rms, tli = base$TLI, rmsea = unname(base$RMSEA), bic = base$BIC, objective = base$objective)
    out[[paste0(method, "_none")]] <- c(list(items = items, loadings = L), fit)
    out[[paste0(method, "_varimax")]] <- list(items = items, loadings = varimax_to_end(L))
    out[[paste0(method, "_promax")]] <- c(list(items = items), promax_to_end(L))
    o <- quiet(GPFoblq(L, method = "quartimin", normalize = FALSE, eps = 1e-7, maxit = 3000)); out[[paste0(method, "_oblimin")]] <- list(items = items, loadings = unname(unclass(o$loadings)), phi = unname(o$Phi), normalized = FALSE)
    o <- quiet(GPFoblq(L, method = "quartimin", normalize = TRUE, eps = 1e-7, maxit = 3000)); out[[paste0(method, "_oblimin_kaiser")]] <- list(items = items, loadings = unname(unclass(o$loadings)), phi = unname(o$Phi), normalized = TRUE)
    for (rotation in c("varimax", "promax", "oblimin")) {
      f <- quiet(fa(d, m, fm = method, rotate = rotation, max.iter = 5000, min.err = 1e-9))
      out[[paste(method, rotation, "psych", sep = "_")]] <- list(items = rownames(unclass(f$loadings)), loadings = unname(unclass(f$loadings)), phi = if (is.null(f$Phi)) NULL else unname(f$Phi), ss_loadings = unname(f$Vaccounted[1, ]))
    }
  }
  p <- unname(unclass(quiet(principal(d, m, rotate = "none"))$loadings)); out$pca_none <- list(items = colnames(d), loadings = p); out$pca_varimax <- list(items = colnames(d), loadings = varimax_to_end(p))
  out
}
measures <- c("chisq", "df", "pvalue", "cfi", "tli", "rmsea", "rmsea.ci.lower", "rmsea.ci.upper", "srmr", "nfi", "ifi", "gfi", "agfi", "baseline.chisq", "baseline.df")
confirm <- function(model, d, ...) {
  f <- quiet(cfa(model, d, ...)); fm <- fitMeasures(f); s <- standardizedSolution(f); p <- parameterEstimates(f)
  l <- s[s$op == "=~", ]; u <- p[p$op == "=~", ]; c <- s[s$op == "~~" & s$lhs != s$rhs, ]
  keep <- intersect(c(measures, "aic", "bic", "logl", "chisq.scaled", "df.scaled", "pvalue.scaled", "chisq.scaling.factor", "cfi.scaled", "tli.scaled", "rmsea.scaled", "cfi.robust", "tli.robust", "rmsea.robust"), names(fm))
  list(model = model, fit = as.list(fm[keep]), loadings = data.frame(factor = l$lhs, item = l$rhs, estimate = u$est, se = u$se, z = u$z, standardized = l$est.std, standardized_se = l$se),
       factor_correlations = data.frame(a = c$lhs, b = c$rhs, r = c$est.std), reliability = as.data.frame(t(quiet(semTools::reliability(f)))))
}
ladder <- function(model, d, group) lapply(list(configural = "", metric = "loadings", scalar = c("loadings", "intercepts"), strict = c("loadings", "intercepts", "residuals")),
  function(eq) { f <- if (eq[1] == "") quiet(cfa(model, d, group = group)) else quiet(cfa(model, d, group = group, group.equal = eq)); as.list(fitMeasures(f)[measures]) })

# attitude (R datasets)
write.csv(attitude, "attitude.csv", row.names = FALSE)
save_json(list(adequacy = adequacy(attitude), reliability = reliability_of(attitude), reliability_six = reliability_of(attitude[1:6]), efa = efa(attitude, 2)), "attitude.json")

# Holzinger and Swineford 1939, nine tests (lavaan)
hs <- HolzingerSwineford1939; x <- hs[paste0("x", 1:9)]
write.csv(cbind(school = as.character(hs$school), x), "holzinger.csv", row.names = FALSE)
model <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
holes <- x; set.seed(39); for (j in 1:9) holes[sample(nrow(x), 30), j] <- NA
write.csv(holes, "holzinger_missing.csv", row.names = FALSE)
save_json(list(adequacy = adequacy(x), reliability = c(list(all = reliability_of(x)), lapply(list(visual = 1:3, textual = 4:6, speed = 7:9, eight = 1:8), function(i) reliability_of(x[i]))), efa = efa(x, 3),
  cfa_ml = confirm(model, x), cfa_wishart = as.list(fitMeasures(quiet(cfa(model, x, likelihood = "wishart")))[measures]), cfa_mlr = confirm(model, x, estimator = "MLR"), cfa_mlm = confirm(model, x, estimator = "MLM"),
  cfa_uls = as.list(fitMeasures(quiet(cfa(model, x, estimator = "ULS")))[c("chisq", "df", "srmr")]), cfa_gls = as.list(fitMeasures(quiet(cfa(model, x, estimator = "GLS")))[c("chisq", "df")]),
  cfa_fiml = confirm(model, holes, missing = "fiml"), invariance = ladder(model, hs, "school"), htmt = as.data.frame(unclass(quiet(semTools::htmt(model, x, htmt2 = FALSE)))), htmt2 = as.data.frame(unclass(quiet(semTools::htmt(model, x, htmt2 = TRUE)))),
  modification = head(modindices(quiet(cfa(model, x)), sort. = TRUE)[c("lhs", "op", "rhs", "mi", "epc")], 10)), "holzinger.json")

# bfi (psych): 25 personality items, answers 1 to 6
b <- psych::bfi[1:25]; write.csv(b, "bfi.csv", row.names = FALSE, na = ""); full <- na.omit(b); rownames(full) <- NULL
keys <- list(agree = c("-A1", "A2", "A3", "A4", "A5"), conscientious = c("C1", "C2", "C3", "-C4", "-C5"), extraversion = c("-E1", "-E2", "E3", "E4", "E5"), neuroticism = paste0("N", 1:5), openness = c("O1", "-O2", "O3", "O4", "-O5"))
flip <- function(d, k) { out <- d[sub("-", "", k)]; for (i in k[startsWith(k, "-")]) out[[sub("-", "", i)]] <- 7 - out[[sub("-", "", i)]]; out }
five <- paste(mapply(function(n, k) paste(n, "=~", paste(sub("-", "", k), collapse = " + ")), names(keys), keys), collapse = "\n")
ord <- "A =~ A1 + A2 + A3 + A4 + A5\nC =~ C1 + C2 + C3 + C4 + C5\nE =~ E1 + E2 + E3 + E4 + E5"
save_json(list(listwise_n = nrow(full), adequacy = adequacy(full), reliability = lapply(keys, function(k) reliability_of(flip(full, k))), efa = efa(full, 5), cfa_ml = confirm(five, full),
  cfa_wlsmv = confirm(ord, full, ordered = TRUE, estimator = "WLSMV"), polychoric_lavaan = unname(unclass(lavCor(full[1:10], ordered = names(full)[1:10]))), polychoric_items = names(full)[1:10],
  omega_agree = { o <- quiet(psych::omega(flip(full, keys$agree), 2, plot = FALSE)); list(h = o$omega_h, total = o$omega.tot) }), "bfi.json")
writeLines(c(R.version.string, paste(c("psych", "lavaan", "semTools", "GPArotation"), sapply(c("psych", "lavaan", "semTools", "GPArotation"), function(p) as.character(packageVersion(p))))), "versions.txt")
