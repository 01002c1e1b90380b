# Gold values of growth with autocorrelated residuals: Rscript autocorrelated.R > autocorrelated.json (R 4.2.2, nlme)
library(nlme)
d <- read.csv("autocorrelated.csv")
tight <- lmeControl(msTol = 1e-14, tolerance = 1e-12, msMaxIter = 1000, maxIter = 500, niterEM = 200, opt = "nlminb")
fits <- list()
fits$level <- lme(score ~ week, d, ~ 1 | student, control = tight)
fits$plain <- lme(score ~ week, d, ~ week | student, control = tight)
fits$car1 <- lme(score ~ week, d, ~ week | student, corCAR1(0.4, ~ week | student), control = tight)
number <- function(x) formatC(unname(x), digits = 12, format = "g")
line <- function(name) {
  m <- fits[[name]]
  phi <- if (name == "car1") coef(m$modelStruct$corStruct, unconstrained = FALSE) else 0
  tau <- getVarCov(m)
  tau <- if (nrow(tau) == 1) c(tau[1, 1], 0, 0) else c(tau[1, 1], tau[1, 2], tau[2, 2])
  parts <- list(fixed = fixef(m), se = sqrt(diag(vcov(m))), tau = tau, sigma2 = sigma(m)^2, loglik = logLik(m)[1], phi = phi)
  cells <- sapply(names(parts), function(n) sprintf('"%s": [%s]', n, paste(number(parts[[n]]), collapse = ", ")))
  sprintf('  "%s": {%s}', name, paste(cells, collapse = ", "))
}
cat("{\n", paste(sapply(names(fits), line), collapse = ",\n"), "\n}\n", sep = "")
