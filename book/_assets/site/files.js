/* Reading and saving comma-separated files in the browser. Nothing is sent. */
(() => {
  const quoted = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  // A field that a spreadsheet would run as a formula is kept as text.
  const harmless = (value) => (/^[=+@\t\r]/.test(value) ? `'${value}` : value);

  const write = (columns, rows) =>
    [columns, ...rows.map((row) => columns.map((column) => harmless(String(row[column] ?? ""))))]
      .map((cells) => cells.map(quoted).join(",")).join("\r\n") + "\r\n";

  const read = (text) => {
    const rows = [[]];
    let cell = "", inside = false;
    const end = () => { rows.at(-1).push(cell); cell = ""; };
    for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length; at += 1) {
      const sign = text[at];
      if (inside && sign === '"' && text[at + 1] === '"') { cell += '"'; at += 1; }
      else if (sign === '"') inside = !inside;
      else if (!inside && sign === ",") end();
      else if (!inside && sign === "\n") { end(); rows.push([]); }
      else if (inside || sign !== "\r") cell += sign;
    }
    end();
    const [columns, ...others] = rows.filter((row) => row.length > 1 || row[0] !== "");
    return (others ?? []).map((row) => Object.fromEntries(columns.map((column, at) => [column.trim(), row[at] ?? ""])));
  };

  const save = (name, text) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  const today = () => {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  };

  // Letters alone: digits around an e would turn into a power of ten in a spreadsheet.
  const code = () => [...crypto.getRandomValues(new Uint8Array(10))].map((part) => String.fromCharCode(97 + (part % 26))).join("");

  window.mtssFiles = { write, read, save, today, code };
})();
