// Draws the pictures of the page from the data in it. Nothing is fetched: the policy of the page forbids it.
(() => {
  "use strict";
  const {datasets, charts, texts, words, under} = JSON.parse(document.getElementById("pictures").textContent);
  const phone = window.matchMedia("(max-width: 639px)");
  const drawn = new Map();
  const refuse = {
    load: () => Promise.reject(new Error("this page fetches nothing")),
    sanitize: () => Promise.reject(new Error("this page fetches nothing")),
  };

  function specification(chart, narrow) {
    const spec = structuredClone(narrow && chart.narrow ? chart.narrow : chart.wide);
    spec.datasets = Object.fromEntries(chart.data.map((name) => [name, datasets[name]]));
    return spec;
  }

  // Vega-Lite looks for the words of the nearest point in the wrong place; figures it finds.
  function nearest(spec) {
    for (const mark of spec.marks ?? []) {
      const tooltip = mark.name?.endsWith("voronoi") ? mark.encode?.update?.tooltip : undefined;
      if (tooltip?.signal) tooltip.signal = tooltip.signal.replace(/(?<!datum\.)\bdatum\[/g, "datum.datum[");
      nearest(mark);
    }
    return spec;
  }

  async function draw(holder) {
    const chart = charts[holder.dataset.chart];
    const narrow = phone.matches || holder.closest(".drawn") !== null;
    drawn.get(holder)?.finalize();
    const options = {
      ast: true, // expressions are interpreted, so the policy needs no unsafe-eval
      actions: false,
      defaultStyle: false,
      loader: refuse,
      renderer: chart.renderer,
      patch: nearest,
      tooltip: {disableDefaultStyle: true},
    };
    try {
      drawn.set(holder, await window.vegaEmbed(holder, specification(chart, narrow), options));
      for (const part of holder.querySelectorAll("[role],[aria-label],[aria-roledescription]")) {
        for (const name of ["role", "aria-label", "aria-roledescription"]) part.removeAttribute(name);
      }
      holder.dataset.drawn = phone.matches ? "narrow" : "wide";
    } catch (error) {
      holder.textContent = texts.failed;
      holder.dataset.drawn = "failed";
      console.error(`${holder.dataset.chart}: ${error.message}`);
    }
  }

  // A picture that leaves the page takes along its title, what it shows, and of what it is.
  function lines(text) {
    const made = [""];
    for (const word of text.trim().split(" ")) {
      if (made.at(-1).length + word.length > 104) made.push("");
      made[made.length - 1] = `${made.at(-1)} ${word}`.trim();
    }
    return made;
  }

  async function save(figure, kind) {
    const spec = specification(charts[figure.id], false);
    const caption = figure.querySelector("figcaption").firstChild.textContent;
    spec.title = {text: figure.querySelector("h3").textContent, subtitle: [...lines(caption), ...under], anchor: "start"};
    if (spec.width === "container") spec.width = 760;
    const aside = document.createElement("div");
    const {view} = await window.vegaEmbed(aside, spec, {
      ast: true, actions: false, defaultStyle: false, loader: refuse, tooltip: {disableDefaultStyle: true},
    });
    const link = document.createElement("a");
    link.href = await view.toImageURL(kind, 2);
    link.download = `${figure.id}.${kind}`;
    link.click();
    view.finalize();
  }

  for (const figure of document.querySelectorAll("figure.picture")) {
    const tools = document.createElement("div");
    tools.className = "tools";
    for (const kind of ["png", "svg"]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = words.picture.replace("{kind}", kind.toUpperCase());
      button.setAttribute("aria-label", `${button.textContent}: ${figure.querySelector("h3").textContent}`);
      button.addEventListener("click", () => save(figure, kind));
      tools.append(button);
    }
    (figure.querySelector(".fold summary") ?? figure.querySelector(".chart")).after(tools);
  }

  // What stands behind a closed fold has no width yet: it is drawn when the fold is opened.
  const visible = (holder) => holder.closest("details:not([open])") === null;

  async function drawAll(within = document) {
    for (const holder of within.querySelectorAll(".chart")) {
      if (!visible(holder)) delete holder.dataset.drawn;
      else if (holder.dataset.drawn !== (phone.matches ? "narrow" : "wide")) await draw(holder);
      await new Promise((done) => setTimeout(done));
    }
    document.documentElement.dataset.drawn = "all";
  }

  function copy(button) {
    const code = button.parentElement.querySelector("code");
    const done = () => {
      document.getElementById("status").textContent = button.dataset.done;
      const label = button.textContent;
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = label; }, 1600);
    };
    const select = () => {
      const range = document.createRange();
      range.selectNodeContents(code);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      if (document.execCommand("copy")) done();
    };
    if (navigator.clipboard) navigator.clipboard.writeText(code.textContent).then(done, select);
    else select();
  }

  function openFor(target) {
    for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  }

  document.addEventListener("click", (event) => {
    if (event.target.matches?.(".copy")) copy(event.target);
  });
  document.addEventListener("toggle", (event) => {
    if (event.target.open) drawAll(event.target);
  }, true);
  window.addEventListener("hashchange", () => openFor(document.getElementById(decodeURIComponent(location.hash.slice(1)))));
  window.addEventListener("beforeprint", () => { document.querySelector(".contents details").open = true; });
  if (phone.matches) document.querySelector(".contents details").open = false;
  phone.addEventListener("change", () => drawAll());
  openFor(document.getElementById(decodeURIComponent(location.hash.slice(1))));
  drawAll();
})();
