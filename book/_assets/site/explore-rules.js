/* Decision rules on one student's scores, as mtss_analysis/decisions/rules.py has them; a test holds both together. */
window.mtssRules = (() => {
  const TIE = 1e-9, { median } = window.mtssExplore;
  const aimAt = (plan, week) => plan.start + slopeOf(plan) * week;
  const slopeOf = (plan) => (plan.goalWeek > 0 ? (plan.goal - plan.start) / plan.goalWeek : NaN);

  const fit = (plan, upTo = plan.scores.length) => {
    // Least-squares line through the first scores: slope, its standard error, scatter, level at the last week.
    const { weeks, scores } = plan;
    let x = 0, y = 0, xx = 0, xy = 0, yy = 0, last = -Infinity, first = Infinity;
    for (let at = 0; at < upTo; at += 1) { x += weeks[at]; y += scores[at]; last = Math.max(last, weeks[at]); first = Math.min(first, weeks[at]); }
    const meanWeek = x / upTo, meanScore = y / upTo;
    for (let at = 0; at < upTo; at += 1) {
      const across = weeks[at] - meanWeek, up = scores[at] - meanScore;
      xx += across * across; xy += across * up; yy += up * up;
    }
    const slope = upTo > 1 && xx > 1e-12 ? xy / xx : NaN;
    const left = Math.max(yy - slope * xy, 0);
    const see = upTo > 2 ? Math.sqrt((left <= 1e-12 * yy ? 0 : left) / (upTo - 2)) : NaN;
    const at = (week) => meanScore + slope * (week - meanWeek);
    const spread = (week) => see * Math.sqrt(1 / upTo + (week - meanWeek) ** 2 / xx);
    const scattered = see > 1e-12 * (Math.abs(meanScore) + Math.abs(slope) * (last - first));
    return { n: upTo, slope, see, se: see / Math.sqrt(xx), last, at, spread, scattered };
  };

  const lastCounted = (plan, points, upTo) => {
    const found = [];
    for (let at = upTo - 1; at >= 0 && found.length < points; at -= 1) if (plan.counted[at]) found.push(at);
    return found;
  };
  const countedOf = (plan, upTo) => { let n = 0; for (let at = 0; at < upTo; at += 1) n += plan.counted[at] ? 1 : 0; return n; };
  const side = (distance) => (Math.abs(distance) <= TIE ? 0 : Math.sign(distance));

  // Each rule says [can it speak, worse than the aimline, better].
  const RULES = {
    four_point: (plan, settings, upTo) => {
      const last = lastCounted(plan, settings.points, upTo), sides = last.map((at) => side(plan.scores[at] - aimAt(plan, plan.weeks[at])));
      const enough = last.length >= settings.points && countedOf(plan, upTo) >= settings.minimum_points;
      return [enough, sides.every((each) => each < 0), sides.every((each) => each > 0)];
    },
    median_of_three: (plan, settings, upTo) => {
      const last = lastCounted(plan, settings.points, upTo);
      const enough = last.length >= settings.points && countedOf(plan, upTo) >= settings.minimum_points;
      const away = last.length ? median(last.map((at) => plan.scores[at])) - aimAt(plan, median(last.map((at) => plan.weeks[at]))) : 0;
      return [enough, away < -TIE, away > TIE];
    },
    trend_line: (plan, settings, upTo) => {
      const line = fit(plan, upTo), aim = slopeOf(plan), apart = line.slope - aim, near = Math.max(settings.tolerance * Math.abs(aim), TIE);
      const behind = aimAt(plan, line.last) - line.at(line.last) > Math.max(settings.well_below * line.see, TIE);
      return [upTo >= settings.minimum_points && Number.isFinite(line.slope), apart < -near || (!(apart > near) && behind), apart > near];
    },
    ci_rule: (plan, settings, upTo) => {
      const line = fit(plan, upTo), aim = slopeOf(plan), half = settings.z * line.se;
      return [upTo >= settings.minimum_points && line.scattered, line.slope + half < aim, line.slope - half > aim];
    },
  };

  const verdict = (rule, given, settings, upTo = given.scores.length) => {
    // given: weeks, scores, counted, start, goal, goalWeek; where lower is better, sign is -1.
    const turned = given.sign === -1
      ? { ...given, scores: given.scores.map((score) => -score), start: -given.start, goal: -given.goal } : given;
    let weeks = 0;
    for (let at = 0; at < upTo; at += 1) weeks = Math.max(weeks, given.weeks[at]);
    if (!upTo || !Number.isFinite(slopeOf(turned)) || weeks < settings.minimum_weeks - TIE) return "collect_more_data";
    const [ready, worse, better] = RULES[rule](turned, settings, upTo);
    if (!ready) return "collect_more_data";
    if (worse) return "change";
    return better && settings.raise_goal ? "raise_goal" : "continue";
  };

  const WORDS = { change: "change the support", continue: "no reason to change", raise_goal: "set a higher goal", collect_more_data: "cannot tell yet" };
  return { verdict, fit, aimAt, slopeOf, WORDS };
})();
