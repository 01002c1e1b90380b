/* Forms of instruments: they add up in the browser and are kept there only; saved files are what the program reads. */
(() => {
  const { write, read, save, today, code } = window.mtssFiles;
  const FEWEST = 5;
  const made = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text, ...more });

  const start = (form) => {
    const facts = JSON.parse(form.querySelector("script").textContent), most = Math.max(...Object.keys(facts.scale).map(Number));
    const key = `mtss:${facts.instrument}:${facts.version}`, fields = form.elements;
    const score = form.querySelector(".mtss-score"), sums = form.querySelector(".mtss-sums");
    const fieldsets = new Map([...form.querySelectorAll("fieldset[data-item]")].map((each) => [each.dataset.item, each]));
    const chosen = (number) => fieldsets.get(number).querySelector("input[type=radio]:checked")?.value;
    const say = (words) => { score.textContent = words; score.focus(); };
    const current = () => facts.forms[fields.form.value];
    const items = () => facts.items.filter((item) => !current().items.length || current().items.includes(item.number));
    let rater = code();

    const dress = () => {
      // Show the items, words and levels of the chosen form, and the roles that fill it.
      const shown = new Set(items().map((item) => item.number)), name = fields.form.value;
      const labels = { ...facts.scale, ...current().scale };
      for (const item of facts.items) {
        const fieldset = fieldsets.get(item.number);
        fieldset.hidden = !shown.has(item.number);
        fieldset.querySelector("legend span").textContent = item.wording[name] || item.text || `Item ${item.number} of the manual`;
        for (const input of fieldset.querySelectorAll("input[type=radio]"))
          if (input.value !== "") input.nextElementSibling.textContent = `${input.value} ${labels[input.value]}`;
      }
      const before = fields.respondent_role.value, roles = current().roles.length ? current().roles : ["leadership team"];
      fields.respondent_role.replaceChildren(...roles.map((role) => made("option", role, { value: role })));
      if (roles.includes(before)) fields.respondent_role.value = before;
    };

    const part = (label, inside, criterion) => {
      const rated = inside.filter((item) => !["", undefined].includes(chosen(item.number)));
      const points = rated.reduce((sum, item) => sum + Number(chosen(item.number)), 0), possible = most * rated.length;
      const percent = possible ? (100 * points) / possible : null, open = inside.filter((item) => chosen(item.number) === undefined).length;
      const met = percent === null || criterion === null || open ? "" : percent >= criterion ? `reached (${criterion} %)` : `not reached (${criterion} %)`;
      return [label, String(points), String(possible), percent === null ? "nothing rated" : `${percent.toFixed(0)} %`, open ? `${open} open` : met];
    };

    const table = (caption, rows) => {
      const box = made("table", "");
      box.append(made("caption", caption));
      const head = box.createTHead().insertRow(), body = box.createTBody();
      const last = rows.some((row) => row.at(-1)) ? ["Criterion"] : [];
      for (const name of ["Part", "Points", "Possible", "Percent", ...last]) head.append(made("th", name, { scope: "col" }));
      for (const [first, ...others] of rows) {
        const row = body.insertRow();
        row.append(made("th", first, { scope: "row" }), ...others.slice(0, 3 + last.length).map((text) => made("td", text)));
      }
      const frame = made("div", "", { className: "mtss-table", tabIndex: 0, ariaLabel: caption });
      frame.setAttribute("role", "region");
      frame.append(box);
      return frame;
    };

    const next = () => {
      // The lowest items first, in the order of the form; every lesson once.
      const low = items().filter((item) => chosen(item.number)).filter((item) => Number(chosen(item.number)) < most);
      const ordered = low.sort((one, other) => Number(chosen(one.number)) - Number(chosen(other.number)));
      const lessons = new Map();
      for (const item of ordered) if (!lessons.has(item.lesson)) lessons.set(item.lesson, item);
      return [...lessons.values()].slice(0, FEWEST);
    };

    const addUp = () => {
      const sections = Object.entries(facts.sections), of = (name) => items().filter((item) => item.subscale === name);
      const whole = sections.map(([name, each]) => part(each.label, items().filter((item) => facts.subscales[item.subscale].section === name), each.criterion));
      const parts = Object.entries(facts.subscales).filter(([name]) => of(name).length).map(([name, each]) => part(each.label, of(name), null));
      const list = made("ol", "");
      for (const item of next()) {
        const entry = made("li", `Item ${item.number} (${chosen(item.number)} of ${most} points): `);
        entry.append(made("a", item.title, { href: `../../learn/${item.lesson}.html` }));
        list.append(entry);
      }
      sums.replaceChildren(table("Whole", whole), table("Subscales", parts), made("h3", "Lessons to take next"),
        list.children.length ? list : made("p", "No rated item is below the highest level."));
      form.querySelector(".mtss-result").hidden = false;
      const open = items().filter((item) => chosen(item.number) === undefined).length;
      say(open ? `${open} items are not rated yet; percents rest on those that are.` : "All items are rated. The sums stand above.");
    };

    const rows = () => {
      const day = fields.administered_on.value || today(), org = fields.org_id.value.trim();
      const who = fields.rater_id.value.trim() || (current().group === "team" ? "" : rater);
      const sitting = [org || "ORG", day, fields.form.value].join("-");
      return items().filter((item) => chosen(item.number) !== undefined).map((item) => ({
        instrument: facts.instrument, version: facts.version, org_id: org, administration_id: sitting, administered_on: day,
        respondent_role: fields.respondent_role.value, rater_id: who, item: item.number, score: chosen(item.number),
        evidence: fields[`evidence-${item.number}`].value.trim(),
      }));
    };

    const fill = (found) => {
      for (const row of found) {
        const fieldset = fieldsets.get(row.item);
        const input = [...(fieldset?.querySelectorAll("input[type=radio]") ?? [])].find((each) =>
          row.score === "" ? each.value === "" : each.value !== "" && Number(each.value) === Number(row.score));
        if (input) input.checked = true;
        if (fieldset && row.evidence) fields[`evidence-${row.item}`].value = row.evidence;
      }
      for (const name of ["org_id", "rater_id", "administered_on"]) if (found[0]?.[name]) fields[name].value = found[0][name];
      const form_ = Object.entries(facts.forms).find(([, each]) => each.roles.includes(found[0]?.respondent_role));
      const named = found[0]?.form ?? (found[0]?.administration_id ?? "").split("-").at(-1);
      fields.form.value = facts.forms[named] ? named : form_?.[0] ?? fields.form.value;
      dress();
      if (found[0]?.respondent_role) fields.respondent_role.value = found[0].respondent_role;
    };

    const keep = () => {
      try { localStorage.setItem(key, JSON.stringify(rows().map((row) => ({ ...row, form: fields.form.value })))); } catch { /* private windows keep nothing */ }
    };

    const take = async (file) => {
      const found = read(await file.text());
      const fit = found.filter((row) => row.instrument === facts.instrument && row.version === facts.version);
      if (!fit.length) return say(`Nothing was read: ${file.name} holds no ratings of this instrument and version (${facts.instrument} ${facts.version}).`);
      const known = fit.filter((row) => fieldsets.has(row.item)), scales = Object.keys(facts.scale).map(Number);
      const off = known.filter((row) => row.score !== "" && !scales.includes(Number(row.score)));
      if (off.length) return say(`Nothing was read: item ${off[0].item} has the score ${off[0].score}, expected one of ${scales.join(", ")}.`);
      const sittings = new Set(fit.map((row) => `${row.administration_id} ${row.rater_id}`));
      if (sittings.size > 1) return say(`Nothing was read: ${file.name} holds ${sittings.size} sittings or raters; the form shows one.`);
      form.reset();
      fill(known);
      keep();
      return say(`${known.length} ratings were read${known.length < fit.length ? `, ${fit.length - known.length} were not: they name items this form does not have` : ""}.`);
    };

    const actions = {
      save: () => {
        if (!fields.org_id.value.trim()) { fields.org_id.focus(); score.textContent = "Write the code of the school or district first; without it, nobody knows what was rated."; return; }
        const found = rows();
        if (!found.length) return say("Nothing to save yet: no item is rated.");
        save(`${facts.instrument}_${found[0].administration_id}${found[0].rater_id ? `_${found[0].rater_id}` : ""}.csv`, write(facts.layout, found));
        return say(`${found.length} ratings were saved as a file.`);
      },
      print: () => window.print(),
      delete: () => { form.reset(); localStorage.removeItem(key); rater = code(); form.querySelector(".mtss-result").hidden = true; dress(); fields.administered_on.value = today(); say("Your answers were deleted from this browser."); },
    };

    form.querySelector(".mtss-controls").hidden = false;
    dress();
    fields.administered_on.value = today();
    try { fill(JSON.parse(localStorage.getItem(key) ?? "[]")); } catch { localStorage.removeItem(key); }
    fields.form.addEventListener("change", dress);
    form.addEventListener("input", keep);
    form.addEventListener("submit", (event) => { event.preventDefault(); addUp(); });
    form.addEventListener("click", (event) => actions[event.target.dataset?.do]?.());
    form.querySelector("input[type=file]").addEventListener("change", (event) => event.target.files[0] && take(event.target.files[0]));
  };

  const all = () => document.querySelectorAll("form.mtss-rating").forEach(start);
  document.readyState === "loading" ? addEventListener("DOMContentLoaded", all) : all();
})();
