"use strict";
// Without this the page comes back whole, every two seconds; with it only the answer is looked for.
(() => {
  const open = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", open);
  open();

  const look = async () => {
    const part = document.getElementById("answer");
    if (!part || !("working" in part.dataset)) return;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const news = page.getElementById("answer");
      if (news && "working" in news.dataset) {
        const status = part.querySelector("[role=status]"), said = news.querySelector("[role=status]");
        if (status && said && status.textContent !== said.textContent) status.textContent = said.textContent;
        const bar = part.querySelector("progress"), moved = news.querySelector("progress");
        if (bar && moved) { bar.max = moved.max; bar.value = moved.value; }
        else if (moved) status.after(document.importNode(moved, true));
      } else {
        location.reload(); // problems stand at their fields, so the whole page is another one
        return;
      }
    } catch { /* the desk may be starting again */ }
    setTimeout(look, 1000);
  };
  setTimeout(look, 1000);

  const field = document.querySelector("textarea[data-drop]");
  if (!field) return;
  field.addEventListener("dragover", (event) => { event.preventDefault(); field.classList.add("over"); });
  field.addEventListener("dragleave", () => field.classList.remove("over"));
  field.addEventListener("drop", async (event) => {
    const file = event.dataTransfer.files[0];
    field.classList.remove("over");
    if (!file) return;
    event.preventDefault();
    field.value = await file.text();
  });
})();
