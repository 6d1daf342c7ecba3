/* The page of a sheet: its image larger, smaller and turned; from one sheet to the next by key. Without this
   the image is there at the width of its place, and links lead to the other sheets. */

const LARGEST = 8;
const STEP = 1.25;
const PIXELS = 12e6; // of a page of a PDF, drawn once
const KEYS = { "+": "in", "=": "in", "-": "out", "0": "fit", l: "left", r: "right" };

/* What was looked at stays when the next sheet comes: sheets of one count are laid out alike. */
const memory = {
  name: (number) => `veedor image ${location.pathname} ${number}`,
  read(number) {
    try {
      return JSON.parse(sessionStorage.getItem(this.name(number))) ?? {};
    } catch {
      return {};
    }
  },
  keep(number, state) {
    try {
      sessionStorage.setItem(this.name(number), JSON.stringify(state));
    } catch {
      /* nothing is kept */
    }
  },
};

class Viewer {
  constructor(figure, number) {
    this.number = number;
    this.pane = figure.querySelector(".pane");
    this.stage = figure.querySelector(".drawn");
    this.tools = figure.querySelector(".closer");
    const known = memory.read(number);
    this.zoom = Math.min(LARGEST, Math.max(1, Number(known.zoom) || 1));
    this.turn = [0, 1, 2, 3].includes(known.turn) ? known.turn : 0;
    this.place = [Number(known.x) || 0, Number(known.y) || 0];
  }

  /* Begin with an image or a canvas of a natural size. */
  show(drawing, width, height) {
    this.drawing = drawing;
    this.size = [width, height];
    this.stage.replaceChildren(drawing);
    this.pane.classList.add("live");
    this.tools.hidden = false;
    this.lay();
    this.pane.scrollTo(this.place[0] * this.pane.scrollWidth, this.place[1] * this.pane.scrollHeight);
  }

  listen() {
    this.tools.addEventListener("click", (event) => this.does(event.target.closest("button")?.dataset.does));
    this.pane.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
      event.preventDefault();
      this.does(KEYS[event.key]);
    });
    this.pane.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.pane.addEventListener("scroll", () => this.keep());
    this.drag();
    new ResizeObserver(() => this.drawing && this.lay()).observe(this.pane);
  }

  does(what) {
    if (what === "in") this.to(this.zoom * STEP);
    else if (what === "out") this.to(this.zoom / STEP);
    else if (what === "fit") this.to(1);
    else if (what === "left" || what === "right") {
      this.turn = (this.turn + (what === "left" ? 3 : 1)) % 4;
      this.lay();
      this.keep();
    }
  }

  /* The wheel is that of the page until somebody has gone into the image. */
  wheel(event) {
    if (!event.ctrlKey && document.activeElement !== this.pane) return;
    event.preventDefault();
    const box = this.pane.getBoundingClientRect();
    this.to(event.deltaY < 0 ? this.zoom * STEP : this.zoom / STEP, event.clientX - box.left, event.clientY - box.top);
  }

  /* Zoom so that what is at a point of the pane stays there; by default its middle. */
  to(zoom, x = this.pane.clientWidth / 2, y = this.pane.clientHeight / 2) {
    const before = this.zoom;
    this.zoom = Math.min(LARGEST, Math.max(1, zoom));
    const by = this.zoom / before;
    const [left, top] = [this.pane.scrollLeft, this.pane.scrollTop];
    this.lay();
    this.pane.scrollTo((left + x) * by - x, (top + y) * by - y);
    this.keep();
  }

  lay() {
    const [width, height] = this.size;
    const lies = this.turn % 2 === 1;
    const across = Math.floor(this.pane.clientWidth * this.zoom);
    const down = Math.round((across * (lies ? width : height)) / (lies ? height : width));
    this.stage.style.width = `${across}px`;
    this.stage.style.height = `${down}px`;
    this.drawing.style.width = `${lies ? down : across}px`;
    this.drawing.style.height = `${lies ? across : down}px`;
    this.drawing.style.transform = `translate(-50%, -50%) rotate(${this.turn * 90}deg)`;
    this.pane.dataset.zoom = this.zoom.toFixed(2);
    this.pane.dataset.turn = String(this.turn * 90);
  }

  keep() {
    const { pane } = this;
    memory.keep(this.number, {
      zoom: this.zoom,
      turn: this.turn,
      x: pane.scrollLeft / pane.scrollWidth,
      y: pane.scrollTop / pane.scrollHeight,
    });
  }

  drag() {
    let from = null;
    this.pane.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "mouse" || event.button !== 0 || !this.drawing) return;
      from = [event.clientX + this.pane.scrollLeft, event.clientY + this.pane.scrollTop];
      this.pane.setPointerCapture(event.pointerId);
      this.pane.focus({ preventScroll: true });
      event.preventDefault();
    });
    this.pane.addEventListener("pointermove", (event) => {
      if (from) this.pane.scrollTo(from[0] - event.clientX, from[1] - event.clientY);
    });
    for (const end of ["pointerup", "pointercancel"]) this.pane.addEventListener(end, () => (from = null));
  }
}

/* Pages of a PDF, drawn by pdf.js; code in the PDF is never run, for nothing here runs it. */
class Pages {
  constructor(viewer) {
    this.viewer = viewer;
    this.says = viewer.tools.querySelector(".where");
    this.page = 1;
  }

  async open(source) {
    const { pdf, library, worker } = source.dataset;
    const { getDocument, GlobalWorkerOptions } = await import(library);
    GlobalWorkerOptions.workerSrc = worker;
    const beside = worker.slice(0, worker.lastIndexOf("/") + 1);
    this.document = await getDocument({
      url: pdf, wasmUrl: beside, useWasm: false, enableXfa: false, maxImageSize: 120e6, disableAutoFetch: true,
      stopAtErrors: false,
    }).promise;
    this.viewer.tools.addEventListener("click", (event) => {
      const by = { back: -1, on: 1 }[event.target.closest("button")?.dataset.does];
      if (by) this.draw(this.page + by);
    });
    await this.draw(1);
  }

  async draw(number) {
    if (number < 1 || number > this.document.numPages) return;
    this.page = number;
    const page = await this.document.getPage(number);
    const natural = page.getViewport({ scale: 1 });
    const room = Math.sqrt(PIXELS / (natural.width * natural.height));
    const viewport = page.getViewport({ scale: Math.min(4, room) });
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.floor(viewport.width));
    canvas.height = Math.max(1, Math.floor(viewport.height));
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", this.viewer.pane.getAttribute("aria-label"));
    await page.render({ canvas, viewport }).promise;
    this.viewer.show(canvas, viewport.width, viewport.height);
    const { tools } = this.viewer;
    this.says.textContent = this.says.dataset.says.replace("{page}", number).replace("{pages}", this.document.numPages);
    tools.querySelector('[data-does="back"]').disabled = number === 1;
    tools.querySelector('[data-does="on"]').disabled = number === this.document.numPages;
  }
}

function begin(figure, number) {
  const stage = figure.querySelector(".drawn");
  if (!stage) return;
  const viewer = new Viewer(figure, number);
  viewer.listen();
  const picture = stage.querySelector("img");
  if (picture) viewer.show(picture, Number(picture.getAttribute("width")), Number(picture.getAttribute("height")));
  else
    new Pages(viewer).open(stage).catch(() => {
      const said = document.createElement("p");
      said.textContent = stage.dataset.fails;
      stage.prepend(said);
    });
}

/* n and p lead to the next and the previous sheet, unless somebody writes or has put the keys off. */
function walk(steps) {
  const label = steps.querySelector(".keys");
  const box = label.querySelector("input");
  label.hidden = false;
  try {
    box.checked = localStorage.getItem("veedor keys") !== "off";
    box.addEventListener("change", () => localStorage.setItem("veedor keys", box.checked ? "on" : "off"));
  } catch {
    /* it holds for this page only */
  }
  document.addEventListener("keydown", (event) => {
    const leads = { n: "next", p: "prev" }[event.key];
    const writes = event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (!leads || !box.checked || writes || event.ctrlKey || event.metaKey || event.altKey) return;
    steps.querySelector(`a[rel=${leads}]`)?.click();
  });
}

document.querySelectorAll(".sheet-image").forEach(begin);
document.querySelectorAll(".steps").forEach(walk);
