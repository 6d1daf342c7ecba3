// Looks up tally sheets in the index that the page holds. Text is set as text: nothing in the data becomes markup.
(() => {
  "use strict";
  const holder = document.getElementById("sheet-index");
  if (!holder) return;
  const MOST = 20;
  const words = JSON.parse(holder.dataset.words);
  const at = (id) => document.getElementById(id);
  const lang = document.documentElement.lang;
  let index = null;

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const say = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const number = (value) => value === null ? "–" : value.toLocaleString(lang);

  function make(tag, text, ...children) {
    const made = document.createElement(tag);
    if (text !== null) made.textContent = text;
    made.append(...children);
    return made;
  }

  async function opened() {
    if (index) return index;
    const bytes = Uint8Array.from(atob(holder.textContent.trim()), (sign) => sign.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    const found = JSON.parse(await new Response(stream).text());
    found.plainPlaces = found.places.map(plain);
    found.plainIds = found.ids.map(plain);
    found.byPlace = new Map();
    found.place.forEach((place, row) => {
      if (place < 0) return;
      if (!found.byPlace.has(place)) found.byPlace.set(place, []);
      found.byPlace.get(place).push(row);
    });
    found.state = new Map();
    for (const [name, rows] of Object.entries(found.states)) for (const row of rows) found.state.set(row, name);
    found.namedBy = new Map();
    for (const [name, rows] of Object.entries(found.checks)) {
      for (const row of rows) found.namedBy.set(row, [...(found.namedBy.get(row) ?? []), name]);
    }
    index = found;
    return index;
  }

  // Ids that are equal come first, then those that begin so, then places that hold every word.
  function matches(sheets, text) {
    const asked = plain(text.trim());
    if (!asked) return [];
    const parts = asked.split(/\s+/);
    const places = new Set();
    sheets.plainPlaces.forEach((name, place) => { if (parts.every((part) => name.includes(part))) places.add(place); });
    const ranked = [[], [], []];
    sheets.plainIds.forEach((id, row) => {
      const rank = id === asked ? 0 : id.startsWith(asked) ? 1 : places.has(sheets.place[row]) ? 2 : -1;
      if (rank >= 0) ranked[rank].push(row);
    });
    return ranked.flat();
  }

  function link(sheets, row) {
    const button = make("button", sheets.ids[row]);
    button.type = "button";
    button.addEventListener("click", () => { show(sheets, row); });
    return button;
  }

  function rows(sheets, row) {
    const made = sheets.choices.map((name, number_) => [name, sheets.columns[number_][row]]);
    return [...made, [words.voters, sheets.voters[row]]].map(([name, value]) => {
      const head = make("th", name);
      head.scope = "row";
      const cell = make("td", number(value));
      cell.className = "n";
      return make("tr", null, head, cell);
    });
  }

  function show(sheets, row) {
    const card = at("sheet-card");
    const place = sheets.place[row];
    const named = sheets.namedBy.get(row);
    const heads = make("tr", null, make("th", words.choice), make("th", words.votes));
    heads.lastChild.className = "n";
    for (const head of heads.children) head.scope = "col";
    const facts = make("dl", null);
    if (place >= 0) facts.append(make("dt", words.place), make("dd", sheets.places[place]));
    facts.append(make("dt", words.state), make("dd", sheets.state.get(row) ?? words.counted));
    facts.append(make("dt", words.named), named ? make("dd", named.join("; ")) : make("dd", words.not_named));
    const others = (sheets.byPlace.get(place) ?? []).filter((other) => other !== row);
    if (others.length) {
      facts.append(make("dt", words.neighbours), make("dd", null, ...others.flatMap((other) => [link(sheets, other), " "])));
    }
    const quoted = /^[\w@%+=:,./-]+$/.test(sheets.ids[row]) ? sheets.ids[row] : `'${sheets.ids[row].replaceAll("'", "'\"'\"'")}'`;
    facts.append(make("dt", words.again), make("dd", null, make("code", say(holder.dataset.command, {sheet: quoted}))));
    const table = make("table", null, make("thead", null, heads), make("tbody", null, ...rows(sheets, row)));
    card.replaceChildren(make("h3", say(words.sheet, {sheet: sheets.ids[row]})), make("div", null, table, facts));
    card.focus({preventScroll: true});
  }

  async function look(text) {
    const sheets = await opened();
    if (text !== at("sheet-query").value) return;
    const found = matches(sheets, text);
    const shown = found.slice(0, MOST);
    at("sheet-card").replaceChildren();
    at("sheet-hits").replaceChildren(...shown.map((row) => {
      const place = sheets.place[row] < 0 ? "" : ` ${sheets.places[sheets.place[row]]}`;
      return make("li", null, link(sheets, row), place);
    }));
    const more = found.length > MOST ? say(words.more, {shown: number(MOST), found: number(found.length)}) : "";
    at("sheet-count").textContent = text.trim() && !found.length ? words.none : more;
    if (found.length === 1 || (found.length && plain(text.trim()) === sheets.plainIds[found[0]])) show(sheets, found[0]);
  }

  const query = at("sheet-query");
  let waiting = 0;
  query.addEventListener("focus", () => { opened(); }, {once: true});
  query.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 120, query.value);
  });
  query.form.addEventListener("submit", (event) => { event.preventDefault(); look(query.value); });
})();
