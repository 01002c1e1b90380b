/* Tables with some rows can be put into another order; a third press gives the first one back. */
(() => {
  const FEWEST = 5;
  const text = (row, column) => row.cells[column]?.innerText.trim() ?? "";
  // The first number of a cell; "withheld", "no data" and other words come last, whichever way numbers run.
  const number = (words) => {
    const found = words.replaceAll(",", "").replace("−", "-").match(/^[-+]?\d+(\.\d+)?/);
    return found ? Number(found[0]) : null;
  };

  const compare = (one, other, way) => {
    const [a, b] = [number(one), number(other)];
    if (a !== null && b !== null) return way * (a - b);
    if (a !== null || b !== null) return a === null ? 1 : -1;
    return way * one.localeCompare(other);
  };

  const start = (table) => {
    const [head, ...more] = table.tHead?.rows ?? [], body = table.tBodies[0];
    if (!head || more.length || table.tBodies.length !== 1 || body.rows.length < FEWEST) return;
    if (table.querySelector("[rowspan], [colspan]") || table.closest("form, .mtss-cases")) return;
    const first = [...body.rows];
    [...head.cells].forEach((cell, column) => {
      if (!cell.innerText.trim()) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "mtss-sort";
      button.append(...cell.childNodes);
      cell.append(button);
      button.addEventListener("click", () => {
        const before = cell.getAttribute("aria-sort");
        for (const each of head.cells) each.removeAttribute("aria-sort");
        const next = { null: "ascending", ascending: "descending" }[before];
        if (next) cell.setAttribute("aria-sort", next);
        const way = next === "descending" ? -1 : 1;
        const rows = next ? [...first].sort((one, other) => compare(text(one, column), text(other, column), way)) : first;
        body.append(...rows);
      });
    });
  };

  const all = () => document.querySelectorAll("article .mtss-table table, article table.mtss-table, article .pst-scrollable-table-container table").forEach(start);
  document.readyState === "loading" ? addEventListener("DOMContentLoaded", all) : all();
})();
