/* Explorer of cut scores: found, missed, flagged without need, left alone, and seats, for any cut. */
(() => {
  const { percent, ranged, many, read, offer, fill, pair, start } = window.mtssExplore;
  const { node, line, text, scale, ticks, hatch, figure } = window.mtssDraw;
  const STEP = 5;  // width of a bar [words]

  const judge = (grade, cut, keep = () => true) => {
    // Below the cut is flagged; those whose later result is unknown are flagged or not, and counted nowhere else.
    const told = { n: 0, flagged: 0, unknown: 0, found: 0, missed: 0, alarm: 0, left: 0 };
    grade.scores.forEach((score, at) => {
      if (!keep(at)) return;
      const flagged = score < cut, later = grade.later[at];
      told.n += 1;
      told.flagged += flagged;
      if (later === null) told.unknown += 1;
      else told[later ? (flagged ? "found" : "missed") : (flagged ? "alarm" : "left")] += 1;
    });
    return told;
  };

  const bars = (grade, cut) => {
    const from = Math.floor(Math.min(...grade.scores) / STEP) * STEP, to = Math.max(...grade.scores) + 1;
    const made = [];
    for (let low = from; low < to; low += STEP) made.push({ low, below: [0, 0], fine: [0, 0], unknown: [0, 0] });
    grade.scores.forEach((score, at) => {
      const kind = { 1: "below", 0: "fine", null: "unknown" }[grade.later[at]];
      made[Math.floor((score - from) / STEP)][kind][score < cut ? 0 : 1] += 1;
    });
    return made;
  };

  const draw = (facts, name, grade, cut, told) => (width) => {
    const all = bars(grade, cut), left = 34, right = width - 8, top = 58, room = 250;
    const most = (kind) => Math.max(...all.map((bar) => bar[kind][0] + bar[kind][1]), 1);
    const unit = room / (most("below") + most("fine")), middle = top + most("below") * unit, foot = middle + most("fine") * unit;
    const rest = foot + 34, units = 22 / most("unknown"), bottom = rest + 26;
    const x = scale(all[0].low, all.at(-1).low + STEP, left, right), thick = Math.max(x(STEP) - x(0) - 1, 1);
    const inside = [node("defs", {}, hatch("cut-below", "below"), hatch("cut-fine", "fine"), hatch("cut-unknown", "unknown"))];
    const count = (value, y) => [line(left, y, right, y, "grid"), text(left - 6, y + 4, String(value), "number", "end")];
    for (const value of ticks(1, most("below"), 3)) inside.push(...count(value, middle - value * unit));
    for (const value of ticks(1, most("fine"), 4)) inside.push(...count(value, middle + value * unit));
    for (const bar of all)
      for (const [kind, base, way, size] of [["below", middle, -1, unit], ["fine", middle, 1, unit], ["unknown", bottom, -1, units]]) {
        // Flagged students stand next to the middle line, filled; the others are hatched.
        let at = base;
        bar[kind].forEach((n, place) => {
          if (!n) return;
          const high = n * size, y = way < 0 ? at - high : at;
          const more = place ? { fill: `url(#cut-${kind})` } : {};
          inside.push(node("rect", { x: x(bar.low), y, width: thick, height: high, class: `bar ${kind} ${place ? "open" : "full"}`, ...more }));
          at += way * high;
        });
      }
    inside.push(line(left, middle, right, middle, "axis"), line(left, bottom, right, bottom, "axis"));
    for (const value of ticks(all[0].low, all.at(-1).low + STEP, width / 60)) inside.push(text(x(value), bottom + 16, String(value), "number", "middle"));
    inside.push(text((left + right) / 2, bottom + 35, `Score in ${facts.season}`, "number", "middle"));
    const said = [[left + 2, top - 10, `found ${told.found}`, "start"], [right, top - 10, `missed ${told.missed}`, "end"],
      [left + 2, foot + 16, `without need ${told.alarm}`, "start"], [right, foot + 16, `left alone ${told.left}`, "end"]];
    if (told.unknown) inside.push(text(right, rest, `later result unknown ${told.unknown}`, "number", "end"));
    const written = x(grade.cut), here = x(cut), edge = here > (left + right) / 2 ? "end" : "start", aside = edge === "end" ? -5 : 5;
    if (cut !== grade.cut) inside.push(line(written, top - 4, written, bottom, "written"));
    inside.push(line(here, 18, here, bottom, "cut"), text(here + aside, 14, edge === "end" ? `flagged ◀ cut ${cut}` : `cut ${cut} ▶ not flagged`, "strong", edge));
    inside.push(...said.map(([at, y, words, anchor]) => text(at, y, words, "strong", anchor)));
    return {
      said: `Students of grade ${name} by score and later result, with a cut of ${cut}`, height: bottom + 42, inside,
      described: `Bars by score in ${facts.season}. Above the middle line stand students later below the standard on the ${facts.outcome}, under it `
        + `those who were not. Filled bars lie below the cut and are flagged, hatched ones are not. Found ${told.found}, missed ${told.missed}, `
        + `flagged without need ${told.alarm}, left alone ${told.left}, later result unknown ${told.unknown}. The table below the figure has every bar.`,
    };
  };

  const key = () => {
    const sign = (kind, place) => [node("defs", {}, hatch(`key-${kind}`, kind)),
      node("rect", { x: 3, y: 1, width: 22, height: 12, class: `bar ${kind} ${place ? "open" : "full"}`, ...(place ? { fill: `url(#key-${kind})` } : {}) })];
    return [[sign("below", 0), "up, filled: found"], [sign("below", 1), "up, hatched: missed"], [sign("fine", 0), "down, filled: flagged without need"],
      [sign("fine", 1), "down, hatched: left alone"], [[line(14, 0, 14, 14, "cut")], "the cut"], [[line(14, 0, 14, 14, "written")], "the written cut, if another"]];
  };

  const words = (facts, name, grade, cut, told, seats) => {
    const before = judge(grade, grade.cut), more = (value, noun) => `${Math.abs(value)} ${value < 0 ? "fewer" : "more"} ${noun}`;
    const beside = cut === grade.cut ? " This is the written cut."
      : ` Beside the written cut of ${grade.cut}: ${more(told.found - before.found, "found")}, ${more(told.alarm - before.alarm, "flagged without need")}.`;
    const seat = seats === null ? "" : told.flagged > seats
      ? ` There are ${many(seats, "seat")} for ${many(told.flagged, "flagged student")}: ${told.flagged - seats} would have none.`
      : ` There are ${many(seats, "seat")} for ${many(told.flagged, "flagged student")}: ${seats - told.flagged} would be left over.`;
    return `With a cut of ${cut}, ${told.flagged} of ${told.n} students in grade ${name} are flagged (${percent(told.flagged, told.n)}). Of `
      + `${told.found + told.missed} who were later below the standard, ${told.found} are found and ${told.missed} missed. ${told.alarm} others are `
      + `flagged without need.${seat}${beside}`;
  };

  const numbers = (told, seats) => {
    const below = told.found + told.missed, fine = told.alarm + told.left, flagged = told.found + told.alarm, left = told.missed + told.left;
    const row = (said, k, n) => [said, n ? `${k} of ${n}` : "nobody to count", ranged(k, n)];
    return [
      row("Found, of those later below the standard (sensitivity)", told.found, below),
      row("Left alone, of those who were not (specificity)", told.left, fine),
      row("Later below the standard, of those flagged (PPV)", told.found, flagged),
      row("Not below it, of those not flagged (NPV)", told.left, left),
      ["Flagged, of all tested", `${told.flagged} of ${told.n}`, percent(told.flagged, told.n)],
      ["Seats needed and available", `${told.flagged} needed, ${seats ?? "no number"} available`, seats === null ? "" : seats >= told.flagged ? "enough" : `${told.flagged - seats} too few`],
      ["Later result unknown, in no share of the first four lines", `${told.unknown} of ${told.n}`, percent(told.unknown, told.n)],
    ];
  };

  const groups = (facts, grade, cut, by) => facts.groups[by].values.map((said, code) => {
    const told = judge(grade, cut, (at) => grade.groups[by][at] === code), below = told.found + told.missed;
    const share = below < facts.fewest ? "too few students to say" : ranged(told.found, below);
    return [said, String(below), String(told.found), String(told.missed), share, String(told.alarm)];
  });

  start("cut-score", ({ facts, form, fields, tables, drawings, tell }) => {
    const paint = figure(drawings, "cut-figure", "", key());
    let set = null, cut = 0;
    const show = () => {
      const name = fields.grade.value, grade = facts.grades[name], seats = read(fields.seats);
      cut = read(fields.cut) ?? cut;
      const told = judge(grade, cut);
      tell(words(facts, name, grade, cut, told, seats));
      paint(draw(facts, name, grade, cut, told));
      fill(tables.numbers, ["What", "Students", "Percent (95 % interval)"], numbers(told, seats));
      fill(tables.groups, ["Group", "Later below", "Found", "Missed", "Found, percent (95 % interval)", "Without need"], groups(facts, grade, cut, fields.by.value));
      fill(tables.bars, ["Score", "Later below", "Not below", "Unknown", "Flagged"], bars(grade, cut).map((bar) => {
        const both = (kind) => String(bar[kind][0] + bar[kind][1]), flagged = bar.below[0] + bar.fine[0] + bar.unknown[0];
        return [`${bar.low} to ${bar.low + STEP - 1}`, both("below"), both("fine"), both("unknown"), String(flagged)];
      }));
    };
    const begin = () => {
      const grade = facts.grades[fields.grade.value];
      set = pair(form, "cut", [Math.min(...grade.scores), Math.max(...grade.scores)], show);
      set(grade.cut);
      fields.seats.value = grade.seats;
      show();
    };
    offer(fields.grade, Object.keys(facts.grades).map((name) => [name, `Grade ${name}`]));
    offer(fields.by, Object.entries(facts.groups).map(([name, group]) => [name, group.label]));
    fields.grade.addEventListener("change", begin);
    fields.by.addEventListener("change", show);
    fields.seats.addEventListener("input", show);
    form.querySelector("[data-do=written]").addEventListener("click", () => { set(facts.grades[fields.grade.value].cut); show(); });
    begin();
  });
})();
