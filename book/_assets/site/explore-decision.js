/* Explorer of decision rules: simulated students, and how often a rule is wrong about them, look by look. */
(() => {
  const { median, normals, read, offer, fill, pair, start } = window.mtssExplore;
  const { node, line, text, path, marks, scale, ticks, figure } = window.mtssDraw;
  const { verdict, aimAt } = window.mtssRules;
  const STUDENTS = 2000, BASELINE = 3, MORE = 3, MOST = 30, PANELS = 4, LEVEL = 40;
  const SETTINGS = ["points", "z", "minimum_points", "minimum_weeks"];
  const PER = MOST + MORE + BASELINE;

  const student = (noise, at, { needed, scatter }, rate, weeks) => {
    // A straight true line, independent errors, a baseline that is the median of the first probes.
    const own = noise.subarray(at * PER, (at + 1) * PER), first = median([...own.subarray(0, BASELINE)]);
    const when = Array.from({ length: weeks }, (_, place) => place + 1);
    return {
      weeks: when, scores: when.map((week) => LEVEL + rate * week + scatter * own[BASELINE + week - 1]), counted: when.map(() => true),
      start: LEVEL + scatter * first, goal: LEVEL + scatter * first + needed * weeks, goalWeek: weeks, rate,
    };
  };

  const simulate = (noise, rule, settings, set, rate, weeks) => {
    // Of all students: called at each look, called at some look until then, no answer yet.
    const now = new Float64Array(weeks), ever = new Float64Array(weeks), silent = new Float64Array(weeks);
    for (let at = 0; at < STUDENTS; at += 1) {
      const plan = student(noise, at, set, rate, weeks);
      let called = false;
      for (let look = 0; look < weeks; look += 1) {
        const said = verdict(rule, plan, settings, look + 1);
        if (said === "change") { now[look] += 1; called = true; }
        if (said === "collect_more_data") silent[look] += 1;
        if (called) ever[look] += 1;
      }
    }
    return [now, ever, silent].map((counts) => counts.map((count) => count / STUDENTS));
  };

  const rates = (noise, rule, settings, set, weeks) => {
    const [alarm, ever, mute] = simulate(noise, rule, settings, set, set.needed, weeks);
    const [caught, everCaught, still] = simulate(noise, rule, settings, set, set.slow, weeks);
    return Array.from({ length: weeks }, (_, at) => ({
      week: at + 1, alarm: alarm[at], everAlarm: ever[at], missed: 1 - caught[at] - still[at], everMissed: 1 - everCaught[at],
      mute: mute[at], still: still[at], speaks: mute[at] < 1,
    }));
  };

  const of100 = (share) => `${Math.round(100 * share)} of 100`;

  const curves = (title, weeks, found, behind) => (width) => {
    const left = 34, right = width - 10, top = 46, bottom = 266, x = scale(1, weeks + MORE, left + 10, right - 4), y = scale(0, 100, bottom, top);
    const spoken = found.filter((look) => look.speaks), inside = window.mtssDraw.frame({
      x, y, across: ticks(1, weeks + MORE, width / 45).filter((week) => week >= 1), up: [0, 25, 50, 75, 100], left, right, top, bottom,
      titles: ["Weekly scores so far", "wrong, of 100 students"],
    });
    const silent = found.length - spoken.length;
    if (silent) {
      inside.push(node("rect", { x: left, y: top, width: Math.max(x(silent + 0.5) - left, 0), height: bottom - top, class: "mute" }));
      if (x(silent + 0.5) - left > 100) inside.push(text(left + 6, top + 16, "cannot tell yet", "number"));
    }
    const draw = (field, kind, mark) => {
      inside.push(path(spoken.map((look) => [x(look.week), y(100 * look[field])]), `curve ${kind}`));
      // Marks stand apart even where the looks do not; the one of now is always there.
      const every = Math.ceil(13 / (x(2) - x(1)));
      for (const look of spoken) if ((look.week - weeks) % every === 0) inside.push(marks[mark](x(look.week), y(100 * look[field]), `mark ${kind}`, 4));
    };
    draw("alarm", "below", "dot");
    if (behind) draw("missed", "fine", "square");
    for (const [week, words, row, kind] of [[weeks, "now", 14, "cut"], [weeks + MORE, `${MORE} more`, 30, "written"]])
      inside.push(line(x(week), row + 5, x(week), bottom, kind), text(x(week) + 3, row, words, "strong", "end"));
    const at = found[weeks - 1], later = found[weeks + MORE - 1];
    const missed = behind ? ` Missed: ${of100(at.missed)} now, ${of100(later.missed)} after ${MORE} more.` : "";
    return {
      said: `How often the ${title} is wrong at each look`, height: bottom + 44, inside,
      described: `Two lines by number of weekly scores. Dots: students exactly on pace for whom the rule calls for a change at that look. Squares: students `
        + `who grow too slowly and are not called. False calls: ${of100(at.alarm)} after ${weeks} scores, ${of100(later.alarm)} after ${MORE} more.${missed} `
        + `${silent ? `The rule cannot tell before ${silent + 1} scores. ` : ""}The table below the figure has every look.`,
    };
  };

  const SAID = {
    // What the rule said of a student on pace, and of one behind: a sign, a word.
    on: { change: ["✕", "called: wrong"], continue: ["✓", "goes on"], raise_goal: ["✓", "goal raised"], collect_more_data: ["?", "cannot tell"] },
    behind: { change: ["✓", "called"], continue: ["✕", "missed"], raise_goal: ["✕", "goal raised: wrong"], collect_more_data: ["?", "cannot tell"] },
  };

  const panels = (noise, rule, settings, set, weeks, behind) => (width) => {
    const across = width < 520 ? 2 : 4, kinds = behind ? ["on", "behind"] : ["on"], wide = width / across, high = 128, inside = [], told = [];
    let top = 0;
    for (const kind of kinds) {
      inside.push(text(2, top + 16, kind === "on" ? "Truly on pace" : "Truly too slow", "strong"));
      top += 24;
      for (let at = 0; at < PANELS; at += 1) {
        const plan = student(noise, at + (kind === "on" ? 0 : PANELS), set, kind === "on" ? set.needed : set.slow, weeks);
        const said = verdict(rule, plan, settings), [sign, words] = SAID[kind][said];
        const values = [...plan.scores, plan.start, plan.goal], from = (at % across) * wide, above = top + Math.floor(at / across) * high;
        const x = scale(0, weeks, from + 6, from + wide - 12), y = scale(Math.min(...values), Math.max(...values), above + high - 38, above + 6);
        inside.push(line(x(0), above + high - 30, x(weeks), above + high - 30, "axis"));
        inside.push(line(x(0), y(plan.start), x(weeks), y(aimAt(plan, weeks)), "aim"));
        plan.scores.forEach((score, place) => inside.push(marks.dot(x(place + 1), y(score), "mark score", 2.5)));
        inside.push(text(from + 6, above + high - 12, `${sign} ${words}`, sign === "✕" ? "strong wrong" : "strong"));
        told.push(words);
      }
      top += high * Math.ceil(PANELS / across);
    }
    const groups = kinds.map((kind, at) => `${kind === "on" ? "Truly on pace" : "Truly too slow"}: ${told.slice(at * PANELS, (at + 1) * PANELS).join(", ")}.`);
    return { said: "Some of the simulated students, and what the rule says of them", height: top + 4, inside,
      described: `Small graphs of scores with a dashed aimline. ${groups.join(" ")}` };
  };

  const words = (title, set, weeks, found, behind) => {
    const now = found[weeks - 1], later = found[weeks + MORE - 1];
    if (!now.speaks) return `After ${weeks} weekly scores the ${title} cannot tell yet. ${later.speaks ? `With ${MORE} more it speaks, and calls ${of100(later.alarm)} students who are on pace.` : `Nor can it with ${MORE} more.`}`;
    const slow = behind
      ? ` Of those who grow ${set.slow} words a week, it misses ${of100(now.missed)} at this look; with ${MORE} more scores ${of100(later.missed)}.`
      : " Those who grow as fast as needed, or faster, cannot be missed; give a slower true growth to see misses.";
    return `After ${weeks} weekly scores the ${title} calls for a change for ${of100(now.alarm)} students who are exactly on pace. With ${MORE} more it is `
      + `${of100(later.alarm)}.${slow} A team that looks every week will have called ${of100(now.everAlarm)} students on pace at some time.`;
  };

  const begin = ({ facts, form, fields, tables, drawings, tell }) => {
    const mark = (shape, kind) => [line(0, 7, 28, 7, `curve ${kind}`), marks[shape](14, 7, `mark ${kind}`, 4)];
    const paint = figure(drawings, "rates-figure", "", [[mark("dot", "below"), "dots: on pace, and called for a change (false call)"],
      [mark("square", "fine"), "squares: too slow, and not called (missed)"]]);
    const show8 = figure(drawings, "some-figure", "", [[[marks.dot(14, 7, "mark score", 3)], "score"], [[line(0, 10, 28, 4, "aim")], "aimline"]]);
    let seed = 1, noise = normals(STUDENTS * PER, seed), kept = null;
    const show = () => {
      const rule = fields.rule.value, shown = facts.rules[rule], settings = { ...shown.settings };
      for (const name of SETTINGS) if (name in settings) settings[name] = read(fields[name]) ?? settings[name];
      const typed = Object.fromEntries(["needed", "slow", "scatter", "weeks"].map((name) => [name, read(fields[name])]));
      if (Object.values(typed).includes(null) && kept) Object.entries(typed).forEach(([name, value]) => { typed[name] = value ?? kept[name]; });
      kept = typed;
      const { weeks } = typed, title = shown.title.toLowerCase(), behind = typed.slow < typed.needed;
      const found = rates(noise, rule, settings, typed, weeks + MORE), [now, later] = [found[weeks - 1], found[weeks + MORE - 1]];
      tell(words(title, typed, weeks, found, behind));
      paint(curves(title, weeks, found, behind));
      show8(panels(noise, rule, settings, typed, weeks, behind));
      const silent = (look, share, field) => (look[field] === 1 ? "cannot tell yet" : of100(share));
      const none = "nobody is behind", slow = (look, share) => (behind ? silent(look, share, "still") : none);
      fill(tables.now, ["", `After ${weeks} scores`, `After ${weeks + MORE}`], [
        ["On pace, and called at this look: false calls", silent(now, now.alarm, "mute"), silent(later, later.alarm, "mute")],
        ["On pace, and called at some look until then", of100(now.everAlarm), of100(later.everAlarm)],
        ["Too slow, and not called at this look: missed", slow(now, now.missed), slow(later, later.missed)],
        ["Too slow, and not called at any look until then", behind ? of100(now.everMissed) : none, behind ? of100(later.everMissed) : none],
      ]);
      fill(tables.looks, ["Scores", "On pace, called (false)", "On pace, called at some look", "Too slow, not called (missed)"], found.map((look) => [
        String(look.week), silent(look, look.alarm, "mute"), of100(look.everAlarm), slow(look, look.missed)]));
    };
    const dress = () => {
      const { settings } = facts.rules[fields.rule.value];
      for (const name of SETTINGS) {
        fields[name].closest("p").hidden = !(name in settings);
        if (name in settings) { fields[name].value = settings[name]; read(fields[name]); }
      }
      show();
    };
    offer(fields.rule, Object.entries(facts.rules).map(([name, { title }]) => [name, title]));
    for (const name of ["needed", "slow", "scatter"]) fields[name].value = facts[name];
    const set = pair(form, "weeks", [3, MOST], show);
    set(facts.weeks);
    fields.rule.addEventListener("change", dress);
    form.addEventListener("input", (event) => { if (event.target.type === "number" && event.target.name !== "weeks") show(); });
    form.querySelector("[data-do=again]").addEventListener("click", () => { seed += 1; noise = normals(STUDENTS * PER, seed); show(); });
    dress();
  };

  window.mtssSimulated = { rates, noise: (seed) => normals(STUDENTS * PER, seed) };
  start("decision-rule", begin);
})();
