/* Explorer of a student's graph: scores, aimline, trend and rules, and what three more scores would change. */
(() => {
  const { read, offer, fill, start, many } = window.mtssExplore;
  const { node, line, text, path, marks, scale, ticks, figure, frame } = window.mtssDraw;
  const { verdict, fit, aimAt, slopeOf, WORDS } = window.mtssRules;
  const WEEK = 7, NEXT = ["next1", "next2", "next3"], FLOOR = 0;

  const planOf = (student, more = []) => {
    // Weeks since the aimline's start; scores that a reader supposes come a week apart.
    const last = student.days.at(-1), days = [...student.days, ...more.map((_, at) => last + WEEK * (at + 1))];
    return {
      weeks: days.map((day) => day / WEEK), scores: [...student.scores, ...more], counted: [...student.counted, ...more.map(() => true)],
      start: student.baseline, goal: student.goal, goalWeek: student.goal_day / WEEK, real: student.days.length,
    };
  };
  const half = (trend, reach, week) => reach[trend.n - 3] * trend.spread(week);
  const rate = (trend, reach) => {
    if (!Number.isFinite(trend.slope) || trend.n < 3) return "no trend yet";
    const away = reach[trend.n - 3] * trend.se;
    return `${trend.slope.toFixed(1)} (${(trend.slope - away).toFixed(1)} to ${(trend.slope + away).toFixed(1)}) words a week`;
  };

  const draw = (facts, student, plan) => (width) => {
    const left = 36, right = width - 12, top = 44, bottom = 330, sem = facts.sem, inside = [];
    const trend = fit(plan), first = Math.min(0, ...student.before.days) / WEEK, last = Math.max(plan.goalWeek, plan.weeks.at(-1));
    const ends = [plan.weeks[0], plan.weeks.at(-1)], from = Math.min(ends[0], first);
    const all = [...plan.scores, ...student.before.scores, student.goal];
    const low = Math.max(FLOOR, Math.min(...all) - sem - 4), high = Math.max(...all) + sem + 6;
    const x = scale(from, last, left + 6, right - 4), y = scale(low, high, bottom, top);
    inside.push(...frame({ x, y, across: ticks(from, last, width / 55), up: ticks(low, high, 6), left, right, top, bottom, titles: ["Weeks since the plan began", "Words read correctly in a minute"] }));
    const inRange = (value) => y(Math.max(low, Math.min(high, value)));
    if (trend.n > 2) {
      const steps = Array.from({ length: 21 }, (_, at) => ends[0] + ((ends[1] - ends[0]) * at) / 20);
      const edge = (sign) => steps.map((week) => [x(week), inRange(trend.at(week) + sign * half(trend, facts.reach, week))]);
      inside.push(path([...edge(1), ...edge(-1).reverse()], "band"));
    }
    inside.push(line(x(0), top - 4, x(0), bottom, "phase"));
    const begun = student.before.days.length ? "new support" : "plan begins", room = x(0) > right - 90;
    inside.push(text(x(0) + (room ? -4 : 4), top - 8 + 14, begun, "number", room ? "end" : "start"));
    inside.push(line(x(0), y(student.baseline), x(plan.goalWeek), y(student.goal), "aim"));
    if (plan.scores.length > plan.real) {
      // The trend on record stays, thin, beside the one with the scores supposed.
      const now = fit(plan, plan.real), until = plan.weeks[plan.real - 1];
      if (Number.isFinite(now.slope)) inside.push(line(x(ends[0]), inRange(now.at(ends[0])), x(until), inRange(now.at(until)), "trend before"));
    }
    if (Number.isFinite(trend.slope)) inside.push(line(x(ends[0]), inRange(trend.at(ends[0])), x(ends[1]), inRange(trend.at(ends[1])), "trend"));
    const bars = (week, score) => [line(x(week), inRange(score - sem), x(week), inRange(score + sem), "sem"),
      ...[-1, 1].map((sign) => line(x(week) - 3, inRange(score + sign * sem), x(week) + 3, inRange(score + sign * sem), "sem"))];
    student.before.days.forEach((day, at) => inside.push(marks.square(x(day / WEEK), y(student.before.scores[at]), "mark old", 3.5)));
    plan.scores.forEach((score, at) => inside.push(...bars(plan.weeks[at], score),
      at < plan.real ? marks.dot(x(plan.weeks[at]), y(score), "mark score", 4) : marks.diamond(x(plan.weeks[at]), y(score), "mark new", 6)));
    inside.push(marks.square(x(0), y(student.baseline), "mark base", 5), marks.triangle(x(plan.goalWeek), y(student.goal), "mark goal", 6));
    const crowded = plan.scores.some((score, at) => x(plan.goalWeek) - x(plan.weeks[at]) < 70 && Math.abs(y(score) - y(student.goal) + 14) < 26);
    inside.push(text(x(plan.goalWeek) + 4, y(student.goal) + (crowded ? 24 : -12), `goal ${student.goal}`, "strong", "end"));
    const before = student.before.days.length ? ` ${many(student.before.days.length, "score")} before the line belong to an earlier plan.` : "";
    return {
      said: `${student.name}, grade ${student.grade}: scores, aimline and trend`, height: bottom + 44, inside,
      described: `${many(plan.real, "score")} over ${(plan.weeks[plan.real - 1]).toFixed(0)} weeks${plan.scores.length > plan.real ? `, and ${plan.scores.length - plan.real} supposed` : ""}. `
        + `Baseline ${student.baseline}, goal ${student.goal} in week ${plan.goalWeek.toFixed(0)}. Trend ${rate(trend, facts.reach)}; the aimline asks for `
        + `${slopeOf(plan).toFixed(1)}. Now the trend is at ${trend.at(trend.last).toFixed(0)}, the aimline at ${aimAt(plan, trend.last).toFixed(0)}.${before} The table below the figure has every score.`,
    };
  };

  const key = () => [
    [[line(14, 0, 14, 14, "sem"), marks.dot(14, 7, "mark score", 4)], "score, with one standard error up and down"], [[marks.square(14, 7, "mark base", 5)], "baseline"],
    [[line(0, 11, 28, 3, "aim")], "aimline"], [[node("rect", { x: 0, y: 1, width: 28, height: 12, class: "band" }), line(0, 8, 28, 6, "trend")], "trend with its 95 % interval"],
    [[marks.triangle(14, 8, "mark goal", 6)], "goal"], [[line(14, 0, 14, 14, "phase")], "line where support changed"], [[marks.square(14, 7, "mark old", 3.5)], "score of an earlier plan"],
    [[marks.diamond(14, 7, "mark new", 6)], "score you suppose"],
    [[line(0, 10, 28, 4, "trend before")], "trend without the scores you suppose"],
  ];

  start("student-graph", ({ facts, form, fields, tables, drawings, tell }) => {
    const paint = figure(drawings, "student-figure", "", key());
    const show = () => {
      const student = facts.students[fields.student.value], plan = planOf(student), trend = fit(plan);
      const typed = NEXT.map((name) => read(fields[name], { empty: true })), gap = typed.indexOf(null);
      const more = typed.slice(0, gap < 0 ? NEXT.length : gap), supposed = planOf(student, more), then = fit(supposed);
      const ignored = typed.slice(more.length).some((value) => value !== null) ? " Fill the fields in order; a score behind an empty one is not used." : "";
      const names = Object.keys(facts.rules), say = (given, name) => verdict(name, given, facts.rules[name].settings);
      const turned = names.filter((name) => say(supposed, name) !== say(plan, name)).map((name) => facts.rules[name].title.toLowerCase());
      const now = `${student.name} has ${many(plan.real, "score")}. The trend is ${rate(trend, facts.reach)}; the aimline asks for ${slopeOf(plan).toFixed(1)}. On record, the `
        + `chance to reach the goal in time is ${student.chance_said}.`;
      const changed = turned.length ? `These rules would then say something else: ${turned.join(", ")}.` : "No rule would say anything else.";
      const what = more.length ? ` With ${more.join(", ")} next, the trend would be ${rate(then, facts.reach)}. ${changed}` : "";
      tell(now + what + ignored);
      paint(draw(facts, student, supposed));
      const rows = names.map((name) => [facts.rules[name].title, WORDS[say(plan, name)], more.length ? WORDS[say(supposed, name)] : "type scores to see"]);
      fill(tables.says, ["", "On record", "With your scores"], [...rows,
        ["Posterior rule (asks for the chance of the goal)", WORDS[student.says.posterior], "not worked out here"],
        ["Chance to reach the goal in time", student.chance_said, "not worked out here"],
        ["Trend (95 % interval)", rate(trend, facts.reach), more.length ? rate(then, facts.reach) : "type scores to see"],
        ["Growth that the aimline asks for", `${slopeOf(plan).toFixed(1)} words a week`, `${slopeOf(plan).toFixed(1)} words a week`]]);
      const line_ = (week, score, kind, aim, at) => [week.toFixed(0), String(score), `${Math.max(FLOOR, score - facts.sem)} to ${score + facts.sem}`, aim, at, kind];
      fill(tables.scores, ["Week", "Score", "One standard error", "Aimline", "Trend", "Kind"], [
        ...student.before.days.map((day, at) => line_(day / WEEK, student.before.scores[at], "earlier plan", "none", "none")),
        ...supposed.scores.map((score, at) => line_(supposed.weeks[at], score, at >= supposed.real ? "supposed" : supposed.counted[at] ? "score" : "baseline",
          aimAt(supposed, supposed.weeks[at]).toFixed(0), then.n > 1 ? then.at(supposed.weeks[at]).toFixed(0) : "none")),
      ]);
    };
    const clear = () => { for (const name of NEXT) fields[name].value = ""; show(); };
    offer(fields.student, facts.students.map((student, at) => [at, `${student.name}, grade ${student.grade}`]));
    fields.student.addEventListener("change", clear);
    for (const name of NEXT) fields[name].addEventListener("input", show);
    form.querySelector("[data-do=clear]").addEventListener("click", () => { clear(); fields.next1.focus(); });
    clear();
  });
})();
