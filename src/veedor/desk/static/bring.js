"use strict";
// A column takes the colour of the role that is chosen at its head; nothing is sent before the button is.
for (const select of document.querySelectorAll("[data-roles] select")) {
  select.addEventListener("change", () => {
    const place = select.closest("th").cellIndex, table = select.closest("table");
    const code = select.selectedOptions[0].dataset.code;
    for (const row of table.rows) row.cells[place].className = `role-${code}`;
    select.closest("th").querySelector(".says").textContent = select.selectedOptions[0].textContent;
  });
}
// The line of a problem is a link to that line of the case file.
for (const link of document.querySelectorAll("a[data-line]")) {
  link.addEventListener("click", (event) => {
    const text = document.querySelector(link.hash);
    const lines = text.value.split("\n"), line = Number(link.dataset.line) - 1;
    const begin = lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0);
    event.preventDefault();
    text.focus();
    text.setSelectionRange(begin, begin + (lines[line] || "").length);
    text.scrollTop = text.scrollHeight * Math.max(0, line - 4) / lines.length;
  });
}
// Dropping files or folders onto the page fills the form and sends it; without this the two fields do the same.
(() => {
  const area = document.querySelector("[data-drop]");
  if (!area) return;
  const field = area.querySelector("input[name=files]");
  const form = area.closest("form");

  const read = (entry) => new Promise((done) => {
    if (entry.isFile) entry.file((file) => done([file]), () => done([]));
    else all(entry.createReader()).then((entries) => Promise.all(entries.map(read))).then((lists) => done(lists.flat()));
  });
  const all = (reader) => new Promise((done) => {
    const found = [];
    const more = () => reader.readEntries((entries) => {
      if (!entries.length) done(found);
      else { found.push(...entries); more(); }
    }, () => done(found));
    more();
  });

  const stop = (event) => { event.preventDefault(); };
  document.addEventListener("dragover", (event) => { stop(event); area.classList.add("over"); });
  document.addEventListener("dragleave", () => area.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    stop(event);
    area.classList.remove("over");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
    const plain = [...event.dataTransfer.files];
    Promise.all(entries.map(read)).then((lists) => {
      const files = lists.flat();
      const kept = new DataTransfer();
      for (const file of files.length ? files : plain) if (!file.name.startsWith(".")) kept.items.add(file);
      if (!kept.files.length) return;
      field.files = kept.files;
      form.requestSubmit();
    });
  });
})();
