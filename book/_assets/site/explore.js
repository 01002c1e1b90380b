/* What all explorers share: fields, tables, shares with intervals, chance from a seed. Computes here; sends nothing. */
window.mtssExplore = (() => {
  const Z = 1.959963984540054;  // half width of a 95 percent interval [standard errors]
  const REST = 400;  // milliseconds after which a slider rests
  const made = (tag, text = "", more = {}) => Object.assign(document.createElement(tag), { textContent: text, ...more });
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const mean = (values) => sum(values) / values.length;
  const median = (values) => {
    const sorted = [...values].sort((one, other) => one - other), half = sorted.length >> 1;
    return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  };

  const wilson = (k, n) => {
    // Interval of a share (Wilson 1927).
    const share = k / n, spread = (Z * Z) / n, half = Z * Math.sqrt((share * (1 - share)) / n + spread / (4 * n));
    return [(share + spread / 2 - half) / (1 + spread), (share + spread / 2 + half) / (1 + spread)];
  };
  const whole = (share) => (100 * share).toFixed(0);
  const percent = (k, n) => (n ? `${whole(k / n)}\u00a0%` : "nobody to count");
  const ranged = (k, n) => (n ? `${percent(k, n)} (${wilson(k, n).map(whole).join(" to ")})` : "nobody to count");
  const many = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

  const random = (seed) => {
    // Mulberry32: the same seed gives the same students.
    let state = seed >>> 0;
    return () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
  };
  const normals = (count, seed) => {
    const next = random(seed), drawn = new Float64Array(count + 1);
    for (let place = 0; place < count; place += 2) {
      const radius = Math.sqrt(-2 * Math.log(1 - next())), angle = 2 * Math.PI * next();
      drawn[place] = radius * Math.cos(angle);
      drawn[place + 1] = radius * Math.sin(angle);
    }
    return drawn;
  };

  const read = (input, { empty = false } = {}) => {
    // The number in a field; null, and words beside it, if there is none between its bounds.
    const blank = input.value.trim() === "" && !input.validity?.badInput, value = Number(input.value);
    const fine = !blank && !input.validity?.badInput && value >= Number(input.min) && value <= Number(input.max);
    const odd = fine || (blank && empty) ? "" : `Type a number from ${input.min} to ${input.max}.`;
    document.getElementById(`odd-${input.name}`).textContent = odd;
    odd ? input.setAttribute("aria-invalid", "true") : input.removeAttribute("aria-invalid");
    return fine ? value : null;
  };

  const offer = (select, choices) => select.replaceChildren(
    ...choices.map(([value, text]) => made("option", text, { value })));

  const fill = (table, head, rows) => {
    // The first cell of a row is its heading.
    const heads = made("tr");
    heads.append(...head.map((text) => made("th", text, { scope: "col" })));
    table.tHead.replaceChildren(heads);
    table.tBodies[0].replaceChildren(...rows.map(([first, ...others]) => {
      const row = made("tr");
      row.append(made("th", first, { scope: "row" }), ...others.map((text) => made("td", text)));
      return row;
    }));
  };

  const pair = (form, name, [low, high], changed) => {
    // A slider and the field beside it say the same number.
    const [slider, typed] = [form.elements[`${name}-slider`], form.elements[name]];
    for (const each of [slider, typed]) Object.assign(each, { min: low, max: high });
    slider.oninput = () => { typed.value = slider.value; changed(); };
    typed.oninput = () => { if (read(typed) !== null) slider.value = typed.value; changed(); };
    return (value) => { slider.value = typed.value = value; read(typed); };
  };

  const start = (name, begin) => {
    const all = () => document.querySelectorAll(`.mtss-explorer[data-explorer="${name}"]`).forEach((box) => {
      const facts = JSON.parse(box.querySelector("script").textContent), form = box.querySelector("form");
      box.querySelector(".mtss-without").hidden = true;
      box.querySelector(".mtss-within").hidden = false;
      form.addEventListener("submit", (event) => event.preventDefault());
      const tables = Object.fromEntries([...box.querySelectorAll("[data-table]")].map((each) => [each.dataset.table, each]));
      const told = box.querySelector(".mtss-told"), drawings = box.querySelector(".mtss-drawings");
      let waiting = 0;
      const tell = (words) => {
        // Shown at once; read aloud when the slider rests, and not at every step.
        told.setAttribute("aria-busy", "true");
        told.textContent = words;
        clearTimeout(waiting);
        waiting = setTimeout(() => told.removeAttribute("aria-busy"), REST);
      };
      begin({ facts, form, fields: form.elements, tables, drawings, tell });
    });
    document.readyState === "loading" ? addEventListener("DOMContentLoaded", all) : all();
  };

  return { made, sum, mean, median, wilson, percent, ranged, many, random, normals, read, offer, fill, pair, start };
})();
