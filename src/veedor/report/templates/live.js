// Keeps the clock of the live page, and asks its own folder for news. Nobody else is ever asked.
(() => {
  "use strict";
  const {status: first, words, again, file} = JSON.parse(document.getElementById("live").textContent);
  const age = document.getElementById("age");
  const state = document.getElementById("state");
  const clock = document.querySelector(".clock");
  let status = first;
  let off = 0; // seconds by which the reader's clock is behind the server's
  let lost = false;

  function length(seconds) {
    const days = Math.floor(seconds / 86400);
    const parts = [[days > 1 ? days : 0, "d"], [Math.floor(seconds / 3600) - (days > 1 ? days * 24 : 0), "h"],
      [Math.floor(seconds / 60) % 60, "min"], [seconds % 60, "s"]];
    return parts.filter(([n]) => n).map(([n, unit]) => `${n}\u00a0${unit}`).join(" ") || "0\u00a0s";
  }

  function say(node, text) {
    if (node.textContent !== text) node.textContent = text;
  }

  function show() {
    const now = Math.floor(Date.now() / 1000 + off);
    const since = (at) => length(Math.max(0, now - at));
    const newest = status.figures || status.published;
    say(age, newest ? words.age.replace("{age}", since(newest)) : words.none);
    const away = status.asked !== null && now - status.asked > 3 * status.every + 60;
    const silent = status.silent.map((kind) => words[kind]);
    const said = [...silent];
    if (away) said.unshift(words.away.replace("{age}", length(Math.floor((now - status.asked) / 60) * 60)));
    if (lost) said.push(words.away_file);
    say(state, said.join(" ") || words.fresh);
    if (away || lost || silent.length) clock.dataset.silent = ""; else delete clock.dataset.silent;
  }

  async function ask() {
    try {
      const answer = await fetch(file, {cache: "no-store"});
      if (!answer.ok) throw new Error(String(answer.status));
      const date = Date.parse(answer.headers.get("date"));
      const stored = Number(answer.headers.get("age")) || 0;
      if (date) off = (date / 1000 + stored) - Date.now() / 1000;
      const next = await answer.json();
      lost = false;
      if (next.capture !== status.capture || next.alarms !== status.alarms) location.reload();
      status = next;
    } catch {
      lost = true;
    }
    show();
  }

  show();
  setInterval(show, 1000);
  // a page that was opened from a folder may not read the file beside it: it is opened anew instead
  if (location.protocol === "file:") setTimeout(() => location.reload(), again * 1000);
  else setInterval(ask, again * 1000);
})();
