/* Knowledge checks: answers are compared in the browser, kept nowhere, sent nowhere. */
(() => {
  const COLUMNS = ["lesson", "version", "item", "choice", "attempt", "answered_on", "respondent_id", "respondent_role", "school_id"];
  const { write, save, today, code } = window.mtssFiles;

  const said = (fieldset, place) => fieldset.querySelector(`li[value="${place}"] .mtss-said`).innerText.trim();
  const why = (fieldset, place) => fieldset.querySelector(`li[value="${place}"] .mtss-why`).innerText.trim();
  const chosen = (fieldset) => fieldset.querySelector("input:checked")?.value ?? "";

  const judge = (fieldset) => {
    const verdict = fieldset.querySelector(".mtss-verdict"), place = chosen(fieldset), answer = fieldset.dataset.answer;
    const right = place === answer;
    fieldset.dataset.state = !place ? "open" : right ? "right" : "wrong";
    if (!place) verdict.textContent = "Not answered yet.";
    else if (right) verdict.textContent = `Right. ${why(fieldset, place)}`;
    else verdict.textContent = `Not quite. ${why(fieldset, place)} The answer: ${said(fieldset, answer)} ${why(fieldset, answer)}`;
    return right;
  };

  const start = (form) => {
    const items = [...form.querySelectorAll("fieldset[data-item]")], answers = [], who = code();
    const details = form.querySelectorAll("details"), score = form.querySelector(".mtss-score");
    const open = (wanted) => details.forEach((each) => { each.open = wanted; });
    // Without a script the reasons stand behind each question; with one they come after answering.
    const hide = (wanted) => details.forEach((each) => { each.hidden = wanted; });
    let attempt = 0;
    hide(true);
    form.querySelector(".mtss-controls").hidden = false;

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      attempt += 1;
      const right = items.filter(judge).length, missing = items.filter((item) => !chosen(item)).length;
      for (const item of items)
        if (chosen(item)) answers.push({ item: item.dataset.item, choice: chosen(item), attempt });
      score.textContent = `${right} of ${items.length} right${missing ? `, ${missing} not answered yet` : ""}. The reasons stand below each question.`;
      score.focus();
    });
    form.addEventListener("reset", () => {
      for (const item of items) { item.querySelector(".mtss-verdict").textContent = ""; delete item.dataset.state; }
      score.textContent = "";
    });
    const actions = {
      save: () => {
        if (!answers.length) { score.textContent = "Nothing to save yet: check your answers first."; score.focus(); return; }
        const { lesson, version } = form.dataset, day = today();
        const more = { lesson, version, answered_on: day, respondent_id: who };
        more.respondent_role = form.elements.respondent_role.value;
        more.school_id = form.elements.school_id.value.trim();
        save(`${lesson}_${day}_${who}.csv`, write(COLUMNS, answers.map((answer) => ({ ...more, ...answer }))));
        score.textContent = "Saved. The file holds your answers and a random code, no name.";
      },
      print: () => window.print(),
      "print-answers": () => { hide(false); open(true); window.print(); open(false); hide(true); },
    };
    form.addEventListener("click", (event) => actions[event.target.dataset?.do]?.());
  };

  const all = () => document.querySelectorAll("form.mtss-check").forEach(start);
  document.readyState === "loading" ? addEventListener("DOMContentLoaded", all) : all();
})();
