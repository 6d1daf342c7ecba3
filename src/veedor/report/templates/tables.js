// Lets every table of the page be sorted, filtered and saved as CSV. Figures are read as the language writes them.
(() => {
  "use strict";
  const {words} = JSON.parse(document.getElementById("pictures").textContent);
  const lang = document.documentElement.lang;
  const parts = new Intl.NumberFormat(lang).formatToParts(-1234567.8);
  const decimal = parts.find((part) => part.type === "decimal").value;
  const LONG = 8;

  // "1.234,5 %" in Spanish, "1,234.5 %" in English: without signs of grouping and unit; null where it is no number.
  function figure(text) {
    const bare = text.replace(/[\s\u00a0\u202f]/g, "").replace("−", "-").replace(/(%|s)$/, "");
    const marks = decimal === "," ? /\./g : /,/g;
    const plain = bare.replace(marks, "").replace(decimal, ".");
    return /^[+-]?\d+(\.\d+)?$/.test(plain) ? plain.replace(/^\+/, "") : null;
  }

  const keyOf = (cell) => cell.dataset.v ?? (cell.classList.contains("n") ? figure(cell.textContent) : null);

  function compare(one, other) {
    const [a, b] = [keyOf(one), keyOf(other)];
    if (a !== null && b !== null) return Number(a) - Number(b);
    if (a !== null || b !== null) return a === null ? 1 : -1;
    return one.textContent.localeCompare(other.textContent, lang, {numeric: true});
  }

  function sort(table, head) {
    const up = head.getAttribute("aria-sort") !== "ascending";
    const column = head.cellIndex;
    const rows = [...table.tBodies[0].rows];
    rows.sort((one, other) => (up ? 1 : -1) * compare(one.cells[column], other.cells[column]));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    table.tBodies[0].append(...rows);
  }

  // A cell that a spreadsheet would take for a formula gets an apostrophe; numbers keep their sign.
  function field(cell) {
    const number = keyOf(cell) !== null && cell.dataset.v === undefined ? figure(cell.textContent) : null;
    let text = number ?? cell.textContent.trim();
    if (number === null && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  function save(table) {
    const shown = [...table.rows].filter((row) => !row.hidden);
    const text = shown.map((row) => [...row.cells].map(field).join(",")).join("\r\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff", text, "\r\n"], {type: "text/csv"}));
    link.download = `${table.dataset.name}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  function filter(table, text) {
    const asked = text.trim().toLocaleLowerCase(lang);
    for (const row of table.tBodies[0].rows) row.hidden = !row.textContent.toLocaleLowerCase(lang).includes(asked);
  }

  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  function equip(table) {
    for (const head of table.tHead.rows[0].cells) {
      const sorter = button("", () => sort(table, head));
      sorter.className = "sort";
      sorter.append(...head.childNodes);
      head.append(sorter);
    }
    const tools = document.createElement("div");
    tools.className = "tools";
    if (table.tBodies[0].rows.length > LONG) {
      const input = document.createElement("input");
      input.type = "search";
      input.placeholder = words.filter;
      input.setAttribute("aria-label", `${words.filter}: ${table.caption.firstChild.textContent.trim()}`);
      input.addEventListener("input", () => filter(table, input.value));
      tools.append(input);
    }
    tools.append(button(words.csv, () => save(table)));
    table.closest(".scroll").before(tools);
  }

  // Tables behind folds are equipped when they are first seen.
  function equipIn(within) {
    for (const table of within.querySelectorAll(".scroll table:not([data-ready])")) {
      if (table.closest("details:not([open])")) continue;
      table.dataset.ready = "";
      equip(table);
    }
  }

  document.addEventListener("toggle", (event) => { if (event.target.open) equipIn(event.target); }, true);
  equipIn(document);
})();
