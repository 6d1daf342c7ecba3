// In a publication: answers what a page of sheets is asked behind its "#", from pieces that lie beside it.
// Text is set as text: nothing in the data becomes markup.
(() => {
  "use strict";
  const holder = document.getElementById("published");
  if (!holder) return;
  const words = JSON.parse(holder.dataset.words);
  const base = new URL(holder.dataset.index, document.baseURI);
  const PAGE = 50;
  const KEYS = ["find", "in", "state", "check", "winner", "margin", "turnout", "changed", "late", "sort", "columns", "page"];
  const TEXT = new Set(["place", "state", "status", "reason", "stratum", "winner", "checks"]);

  // files: each is a script that hands its data over, so that a page opened from a folder can read it

  const asked = new Map();
  window.veedorTakes = (mark, content) => { asked.get(`${mark}.js`)?.take(content); };

  function load(file) {
    if (asked.has(file)) return asked.get(file).content;
    const one = {};
    one.content = new Promise((take, refuse) => {
      one.take = take;
      const script = document.createElement("script");
      script.src = new URL(file, base);
      script.onerror = () => { asked.delete(file); refuse(new Error(say(words.failed, {file}))); };
      document.head.append(script);
    });
    asked.set(file, one);
    return one.content;
  }

  const index = () => load(base.pathname.split("/").at(-1));

  // words and figures, as the pages that were written before have them

  const say = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  function grouped(figures) {
    const [last, other] = words.sizes;
    const groups = [figures.slice(-last)];
    for (let head = figures.slice(0, -last); head; head = head.slice(0, -other)) groups.unshift(head.slice(-other));
    return groups.join(words.group);
  }

  // A fraction in units of its last decimal, rounded half to even.
  function scaled(above, below, digits) {
    const whole = BigInt(above) * 10n ** BigInt(digits), by = BigInt(below);
    const size = whole < 0n ? -whole : whole, rest = 2n * (size % by), down = size / by;
    const rounded = rest > by || (rest === by && down % 2n) ? down + 1n : down;
    return whole < 0n ? -rounded : rounded;
  }

  function decimal(number, digits) {
    const figures = String(number < 0n ? -number : number).padStart(digits + 1, "0");
    const whole = digits ? figures.slice(0, -digits) : figures;
    return `${number < 0n ? "−" : ""}${grouped(whole)}${digits ? words.point + figures.slice(-digits) : ""}`;
  }

  const whole = (value) => decimal(BigInt(value), 0);

  function moment(text) {
    const [year, month, day, clock] = text.split(/[- ]/);
    return `${Number(day)} ${words.months[month - 1]} ${year}, ${clock}`;
  }

  const term = (kind, code) => words.terms[kind]?.[code] ?? code;

  // a sheet: the piece it stands in, and where

  function value(row, name) {
    const found = row.piece.columns[name]?.[row.at] ?? null;
    return found !== null && TEXT.has(name) ? row.piece.words[found] : found;
  }

  function written(row, name, scale) {
    const found = value(row, name);
    if (found === null) return words.nothing;
    const kind = words.heads[name][1];
    if (name === "checks") return found.split(" ").map((check) => words.checks[check]?.[0] ?? check).join("; ");
    if (name === "turnout") return decimal(scaled(100 * value(row, "cast"), value(row, "registered"), 1), 1);
    if (name === "adds") return decimal(scaled(found, scale, found % scale ? 1 : 0), found % scale ? 1 : 0);
    if (kind === "yes") return found ? words.yes : words.no;
    if (kind === "moment") return moment(found);
    if (kind === "n") return whole(found);
    return kind === "word" ? term(name, found) : found;
  }

  async function rowsFrom(sheets, first, end) {
    const numbers = [];
    for (let one = Math.floor(first / sheets.size); one * sheets.size < end; one += 1) numbers.push(one);
    const pieces = await Promise.all(numbers.map((one) => load(sheets.pieces[one])));
    const rows = pieces.flatMap((piece, turn) => piece.row.map((row, at) => ({
      piece, at, row, stands: numbers[turn] * sheets.size + at,
    })));
    return rows.filter((one) => one.stands >= first && one.stands < end);
  }

  async function stretch(sheets, region) {
    const places = await load(sheets.places);
    const within = (path) => path === region || path.startsWith(`${region} / `);
    const first = places.findIndex(([path]) => within(path));
    if (first < 0) return [0, 0];
    let after = first;
    while (after < places.length && within(places[after][0])) after += 1;
    return [places[first][1], after < places.length ? places[after][1] : sheets.sheets];
  }

  async function rowOf(sheets, id) {
    const list = sheets.ids.findLast(([, first]) => first <= id);
    if (!list) return null;
    const {ids, at} = await load(list[0]);
    const found = ids.indexOf(id);
    return found < 0 ? null : (await rowsFrom(sheets, at[found], at[found] + 1))[0];
  }

  // which sheets a question means

  function end(text) {
    const match = /^(-?\d+)(?:\.(\d+))?$/.exec(text.trim().replace(/%$/, ""));
    return match && [BigInt(match[1] + (match[2] ?? "")), 10n ** BigInt((match[2] ?? "").length)];
  }

  function span(text) {
    const [low, high] = text.includes("..") ? text.split("..") : [text, text];
    return [end(low), end(high)];
  }

  const inside = ([low, high], above, below) =>
    (!low || above * low[1] >= low[0] * below) && (!high || above * high[1] <= high[0] * below);

  function conditions(question) {
    const of = (key) => question.get(key) ?? "";
    const found = [];
    if (of("find")) {
      const text = plain(of("find").trim());
      const places = new Map();
      const holds = (place) => places.get(place) ?? places.set(place, plain(place).includes(text)).get(place);
      found.push((row) => plain(value(row, "sheet")).includes(text) || holds(value(row, "place") ?? ""));
    }
    for (const key of ["state", "winner"]) if (of(key)) found.push((row) => value(row, key) === of(key));
    if (of("check") === "any") found.push((row) => value(row, "checks") !== null);
    else if (of("check")) found.push((row) => (value(row, "checks") ?? "").split(" ").includes(of("check")));
    for (const key of ["changed", "late"]) if (of(key)) found.push((row) => value(row, key) === Number(of(key) === "yes"));
    if (of("margin")) {
      const ends = span(of("margin"));
      found.push((row) => value(row, "margin") !== null && inside(ends, BigInt(value(row, "margin")), 1n));
    }
    if (of("turnout")) {
      const ends = span(of("turnout"));
      found.push((row) => value(row, "turnout") !== null
        && inside(ends, 100n * BigInt(value(row, "cast")), BigInt(value(row, "registered"))));
    }
    return found;
  }

  function sorted(rows, sort) {
    const name = sort.replace(/^-/, ""), turn = sort.startsWith("-") ? -1 : 1;
    const key = name === "sheet" ? (row) => row.row : (row) => value(row, name);
    const keyed = rows.map((row) => [key(row), row]);
    keyed.sort(([a, one], [b, other]) => {
      if (a === null || b === null) return (a === null) - (b === null) || one.row - other.row;
      return turn * ((a > b) - (a < b)) || one.row - other.row;
    });
    return keyed.map(([, row]) => row);
  }

  // making a page

  function make(tag, said, ...children) {
    const made = document.createElement(tag);
    const {text, ...rest} = said ?? {};
    if (text !== undefined) made.textContent = text;
    for (const [name, given] of Object.entries(rest)) made.setAttribute(name, given);
    made.append(...children);
    return made;
  }

  const home = (path) => new URL(path, new URL(holder.dataset.home, document.baseURI)).href;
  const sheetLink = (id) => make("a", {text: id, href: `${holder.dataset.sheet}#${new URLSearchParams({id})}`});

  function table(caption, heads, rows) {
    const head = make("tr", null, ...heads.map(([text, kind]) => make("th", {text, scope: "col", class: kind})));
    const body = rows.map((cells) => make("tr", null, ...cells.map((cell, number) => {
      const made = number ? make("td", {class: heads[number][1]}) : make("th", {scope: "row", class: heads[0][1]});
      made.append(cell);
      return made;
    })));
    const made = make("table", null, make("caption", {text: caption}), make("thead", null, head), make("tbody", null, ...body));
    return make("div", {class: "scroll", role: "region", tabindex: "0", "aria-label": caption}, made);
  }

  const kindOf = (name) => (["n", "share"].includes(words.heads[name][1]) ? "n" : "short");
  const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\"'\"'")}'`);

  // one sheet

  function versions(row) {
    const figures = words.choices.map((name) => [name, "n"]);
    const heads = [...words.versions.map((name) => [name, "short"]), ...figures];
    const own = Object.keys(row.piece.columns).filter((name) => name.startsWith("votes:")).map((name) => value(row, name));
    const kinds = ["count_id", "", "", "state", "reason", ""];
    const cells = row.piece.versions[row.at].map((one) => [
      ...kinds.map((kind, number) => term(kind, row.piece.words[one[number]]) || words.nothing),
      one[6] ? moment(one[6]) : words.nothing,
      ...(one[7] || own).map((votes) => (votes === null ? words.nothing : whole(votes))),
    ]);
    for (const line of cells) if (line[2] === line[1]) line[2] = words.nothing;
    const kept = heads.map((_, number) => cells.some((line) => line[number] !== words.nothing));
    const only = (line) => line.filter((_, number) => kept[number]);
    return table(words.versions_title, only(heads), cells.map(only));
  }

  async function neighbours(sheets, row, path) {
    if (!path) return [];
    const others = (await rowsFrom(sheets, ...await stretch(sheets, path))).filter((other) => other.row !== row.row);
    if (!others.length) return [];
    const names = ["registered", ...sheets.columns.filter((name) => name.startsWith("votes:"))].filter((name) => name in words.heads);
    const heads = [[words.sheet, "short"], ...names.map((name) => [words.heads[name][0], "n"])];
    const lines = others.slice(0, PAGE).map((other) => [
      sheetLink(value(other, "sheet")), ...names.map((name) => written(other, name, sheets.scale)),
    ]);
    return [table(words.neighbours, heads, lines)];
  }

  async function placeLine(sheets, row) {
    const places = await load(sheets.places);
    const found = places.findLast(([, first]) => first <= row.stands);
    if (!found?.[0]) return ["", []];
    const [path, , page] = found;
    const named = page ? make("a", {text: path, href: home(page)}) : path;
    return [path, [make("p", {class: "facts"}, make("span", null, named))]];
  }

  function checks(row) {
    const ids = value(row, "checks")?.split(" ") ?? [];
    if (!ids.length) return make("p", {class: "says", text: words.not_named});
    const heads = [[words.named, "short"], [words.definition, "long"]];
    return table(words.named, heads, ids.map((check) => words.checks[check] ?? [check, ""]));
  }

  async function showSheet(question) {
    const card = document.getElementById("sheet-card"), id = question.get("id") ?? "";
    const sheets = await index();
    const row = id ? await rowOf(sheets, id) : null;
    if (row === null) {
      card.replaceChildren(make("p", {class: "says", text: id ? say(words.no_sheet, {sheet: id}) : words.no_id}));
      return;
    }
    const title = `${words.sheet} ${id}`;
    document.getElementById("sheet-title").textContent = title;
    document.title = document.title.replace(/^.*?·/, `${title} ·`);
    const command = document.getElementById("sheet-command");
    command.dataset.written ??= command.textContent;
    command.textContent = command.dataset.written.replace("SHEET-ID", () => quoted(id));
    const names = sheets.columns.filter((name) => !["sheet", "place", "checks"].includes(name));
    const figures = names.map((name) => [words.heads[name][0], written(row, name, sheets.scale)]);
    const [path, line] = await placeLine(sheets, row);
    card.replaceChildren(
      ...line, table(words.figures, [[words.figures, "short"], [words.value, "n"]], figures), versions(row), checks(row),
      ...await neighbours(sheets, row, path),
    );
  }

  // the table of sheets

  function heads(question, names) {
    const sort = question.get("sort") || "sheet", by = sort.replace(/^-/, "");
    return names.map((name) => {
      const [text, kind] = words.heads[name];
      const down = name === by ? !sort.startsWith("-") : ["n", "share"].includes(kind);
      const next = with_(question, {sort: `${down ? "-" : ""}${name}`, page: ""});
      const head = make("th", {scope: "col", class: kindOf(name)}, make("a", {text, href: `#${next}`}));
      if (name === by) head.setAttribute("aria-sort", sort.startsWith("-") ? "descending" : "ascending");
      return head;
    });
  }

  function with_(question, other) {
    const said = new URLSearchParams();
    for (const key of KEYS) {
      const given = key in other ? other[key] : question.get(key);
      if (given) said.set(key, given);
    }
    return said;
  }

  function pager(question, page, pages) {
    const made = make("nav", {class: "pager", "aria-label": say(words.page, {page: whole(page), pages: whole(pages)})});
    const way = (rel, to, text) => make("a", {rel, text, href: `#${with_(question, {page: String(to)})}`});
    if (page > 1) made.append(way("prev", page - 1, `‹ ${words.before}`));
    made.append(make("span", {text: say(words.page, {page: whole(page), pages: whole(pages)})}));
    if (page < pages) made.append(way("next", page + 1, `${words.after} ›`));
    return made;
  }

  function sums(question, sheets, rows) {
    const counted = rows.filter((row) => value(row, "state") === "counted");
    const names = sheets.columns.filter((name) => name.startsWith("votes:"));
    const found = say(words.found, {found: whole(rows.length), all: whole(sheets.sheets)});
    const region = question.get("in") ? ` · ${question.get("in")}` : "";
    const lines = names.map((name) => [
      words.heads[name][0], whole(counted.reduce((sum, row) => sum + (value(row, name) ?? 0), 0)),
    ]);
    const made = [make("p", {class: "says", text: rows.length ? found + region : words.none})];
    if (counted.length) made.push(table(words.votes, [[words.choice, "short"], [words.votes, "n"]], lines));
    return made;
  }

  const at = (name) => document.querySelector(name);

  function fill(question) {
    const form = at("form.filters");
    for (const field of form.querySelectorAll("input:not([type=checkbox]), select")) field.value = question.get(field.name) ?? "";
    const columns = (question.get("columns") || words.usual.join(",")).split(",");
    for (const box of form.querySelectorAll("[name=columns]")) box.checked = columns.includes(box.value);
    const command = at(".command code");
    if (command) {
      command.dataset.written ??= command.textContent;
      const said = [...with_(question, {})].map(([key, given]) => ` --${key} ${quoted(given)}`);
      command.textContent = command.dataset.written + said.join("");
    }
  }

  async function meant(sheets, question) {
    const region = question.get("in");
    let [first, after] = region ? await stretch(sheets, region) : [0, sheets.sheets];
    if (after - first > sheets.most) {
      const row = question.get("find") ? await rowOf(sheets, question.get("find").trim()) : null;
      if (row === null) return null;
      [first, after] = [row.stands, row.stands + 1];
    }
    const all = conditions(question);
    return (await rowsFrom(sheets, first, after)).filter((row) => all.every((one) => one(row)));
  }

  async function showSheets(question) {
    const status = at("section.sums"), holds = at("table.sheets");
    if (![...with_(question, {})].length) {
      if (holder.dataset.answered) location.reload();
      return;
    }
    holder.dataset.answered = "yes";
    fill(question);
    status.replaceChildren(make("p", {class: "says", text: words.reading}));
    for (const old of document.querySelectorAll(".pager, details:has(.parts), .files, main > p:has(> a)")) old.hidden = true;
    const sheets = await index();
    const rows = await meant(sheets, question);
    if (rows === null) {
      status.replaceChildren(make("p", {class: "says", text: say(words.too_many, {most: whole(sheets.most)})}));
      return;
    }
    const found = sorted(rows, question.get("sort") || "sheet");
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    const page = Math.min(Math.max(1, Number(question.get("page")) || 1), pages);
    const names = (question.get("columns") || words.usual.join(",")).split(",").filter((name) => name in words.heads);
    const lines = found.slice((page - 1) * PAGE, page * PAGE).map((row) => make("tr", null, ...names.map((name, number) => {
      const text = written(row, name, sheets.scale);
      const cell = name === "sheet" ? sheetLink(text) : text;
      const made = make(number ? "td" : "th", {class: kindOf(name)}, cell);
      if (!number) made.scope = "row";
      return made;
    })));
    holds.tHead.rows[0].replaceChildren(...heads(question, names));
    holds.tBodies[0].replaceChildren(...lines);
    status.replaceChildren(...sums(question, sheets, found));
    for (const old of document.querySelectorAll(".pager")) old.remove();
    if (pages > 1) holds.closest(".scroll").after(pager(question, page, pages));
  }

  // what is asked

  const show = holder.dataset.view === "sheet" ? showSheet : showSheets;

  async function answer() {
    const said = location.hash.slice(1) || location.search.slice(1);
    if (said && !said.includes("=")) return; // a place in the page
    try {
      await show(new URLSearchParams(said));
    } catch (error) {
      const where = at("#sheet-card") ?? at("section.sums");
      where.replaceChildren(make("p", {class: "lacking", text: error.message}));
    }
    document.documentElement.dataset.answered = said;
  }

  at("form.filters")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = new FormData(event.target);
    const columns = given.getAll("columns").join(",");
    const now = new URLSearchParams(location.hash.slice(1));
    const said = with_(new URLSearchParams(), {
      ...Object.fromEntries([...given].filter(([key]) => KEYS.includes(key))),
      in: now.get("in"), sort: now.get("sort"), columns: columns === words.usual.join(",") ? "" : columns, page: "",
    });
    location.hash = said;
  });
  addEventListener("hashchange", answer);
  answer();
})();
