// The map of places: circles over the borders of the case, from our own files; every circle leads where the
// link of the list beside it leads. Without WebGL nothing here happens, and the page stays as it was sent.

const CLUSTERED = 400; // from so many circles on, those that would lie on one another become one
const LARGEST = 26; // radius of the largest circle, in pixels
const GROUPS = 8; // where there are many places, that circle is an eighth of them all
const COMPARED = 40; // of more choices groups do not say which is first
const NAMES = 12; // height of a name, in pixels
const TURNS = /[\u0000-\u001f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g; // signs that turn what follows
const maps = new WeakMap(); // box that is kept when a part of the page is exchanged -> its map

const canDraw = () => Boolean(document.createElement("canvas").getContext("webgl2"));
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const link = (place) => document.querySelector(`a[data-place="${CSS.escape(place)}"]`);
const compared = (figure) => {
  const colours = JSON.parse(figure.dataset.colours);
  return colours.length <= COMPARED ? colours : [];
};
const leads = ({ figure }, place) => figure.dataset.to + encodeURIComponent(place);

export async function draw(figure) {
  if (!canDraw()) return;
  const box = figure.querySelector(".map-box");
  try {
    const places = await read(figure.dataset.places);
    if (!places.features.some((feature) => feature.geometry)) return;
    show(figure, box);
    const shown = maps.get(box) ?? (await open(figure, box));
    shown.figure = figure;
    controls(shown);
    exchange(shown, places);
  } catch (error) {
    if (!figure.isConnected) return; // exchanged meanwhile
    for (const part of figure.querySelectorAll(".map-live, .map-box")) part.hidden = true;
    for (const part of figure.querySelectorAll(".map-fixed, .map-failed")) part.hidden = false;
  }
}

async function read(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

function show(figure, box) {
  for (const part of figure.querySelectorAll(".map-live")) part.hidden = false;
  for (const part of figure.querySelectorAll(".map-fixed")) part.hidden = true;
  box.hidden = false;
}

// once a page: the library, its style, the empty map

async function open(figure, box) {
  const { library, worker, style, borders } = figure.dataset;
  await new Promise((done, failed) => {
    const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: style });
    sheet.onload = done;
    sheet.onerror = failed;
    document.head.append(sheet);
  });
  const gl = await import(library);
  gl.setWorkerUrl(worker);
  const map = new gl.Map({
    container: box,
    style: { version: 8, sources: {}, layers: [] },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    renderWorldCopies: false,
    cooperativeGestures: false,
    scrollZoom: false, // the wheel moves the page; buttons, keys, two fingers and a double click come nearer
    maxZoom: 15,
    locale: {
      "Map.Title": figure.dataset.title,
      "NavigationControl.ZoomIn": figure.dataset.in,
      "NavigationControl.ZoomOut": figure.dataset.out,
    },
  });
  map.touchZoomRotate.disableRotation();
  const shown = { gl, map, figure, colours: compared(figure), by: "first", places: null, clustered: null };
  map.addControl(new gl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(whole(shown), "top-right");
  shown.popup = new gl.Popup({ closeButton: false, closeOnClick: false, maxWidth: "18rem", focusAfterOpen: false });
  await new Promise((done) => map.once("load", done));
  if (borders) await outlines(map, borders);
  listen(shown);
  maps.set(box, shown);
  return shown;
}

function whole(shown) {
  const holder = document.createElement("div");
  holder.className = "maplibregl-ctrl maplibregl-ctrl-group";
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: "⤢" });
  button.className = "map-whole";
  button.title = shown.figure.dataset.all;
  button.setAttribute("aria-label", shown.figure.dataset.all);
  button.addEventListener("click", () => fit(shown));
  holder.append(button);
  return { onAdd: () => holder, onRemove: () => holder.remove() };
}

async function outlines(map, address) {
  map.addSource("borders", { type: "geojson", data: await read(address) });
  map.addLayer({ id: "borders", type: "line", source: "borders", paint: { "line-color": css("--field"), "line-width": 1 } });
}

// every question anew: its places

function exchange(shown, places) {
  const { map } = shown;
  shown.places = new Map(places.features.map((feature) => [feature.properties.place, feature]));
  for (const { properties } of places.features) {
    properties.label = properties.name.replace(TURNS, "").slice(0, 40);
  }
  const clustered = places.features.length > CLUSTERED;
  for (const group of shown.figure.querySelectorAll("[data-group]")) group.hidden = !clustered;
  scale(shown, places.features, clustered);
  shown.tapped = null;
  shown.popup.remove();
  for (const layer of ["group-numbers", "circles", "names"]) if (map.getLayer(layer)) map.removeLayer(layer);
  if (map.getSource("places")) map.removeSource("places");
  map.addSource("places", {
    type: "geojson",
    data: places,
    cluster: clustered,
    clusterRadius: 36,
    clusterMaxZoom: 13,
    clusterProperties: Object.fromEntries(summed(shown).map((key) => [key, ["+", ["coalesce", ["get", key], 0]]])),
  });
  fit(shown);
  circles(shown, clustered);
  if (clustered) numbers(map);
  paint(shown);
  const { figure } = shown, drawn = places.features.filter((feature) => feature.geometry).length;
  map.once("idle", () => { figure.dataset.drawn = String(drawn); });
}

// What a circle of the largest radius stands for: the largest place; of many places a part of them all, since
// groups are larger than any place, and circles then grow as a reader comes nearer.
function scale(shown, features, clustered) {
  const sizes = features.map(({ properties }) => properties[shown.figure.dataset.size] ?? 0);
  const all = sizes.reduce((sum, one) => sum + one, 0);
  shown.largest = Math.max(1, clustered ? all / GROUPS : sizes.reduce((most, one) => Math.max(most, one), 0));
}

// Groups have the sums of their places under the same names, so that they are drawn by the same rules.
const summed = ({ figure, colours }) =>
  [figure.dataset.size, "named", "outstanding", "set_aside", "annulled", ...colours.map(([id]) => `votes:${id}`)];

// The colour of the choice with the most votes in a group; of nobody where two are level.
function firstOfGroup(colours) {
  const votes = (id) => ["get", `votes:${id}`];
  const cases = colours.flatMap(([id, colour]) => {
    const others = colours.filter(([other]) => other !== id).map(([other]) => [">", votes(id), votes(other)]);
    return [["all", [">", votes(id), 0], ...others], colour];
  });
  return cases.length ? ["case", ...cases, css("--field")] : css("--field");
}

function numbers(map) {
  map.addLayer({
    id: "group-numbers", type: "symbol", source: "places", filter: ["has", "point_count"],
    layout: { "text-field": ["get", "point_count_abbreviated"], "text-size": 12, "text-allow-overlap": true },
  });
}

// An expression of the radius; `of` makes an output of it.
function radius(shown, share, clustered, of = (one) => one) {
  const at = (grown) => of(["max", ["case", ["has", "point_count"], 9, 5], ["*", LARGEST * grown, ["sqrt", share]]]);
  const zoom = shown.map.getZoom();
  return clustered ? ["interpolate", ["exponential", Math.SQRT2], ["zoom"], zoom, at(1), zoom + 8, at(16)] : at(1);
}

function circles(shown, clustered) {
  const share = ["/", ["coalesce", ["get", shown.figure.dataset.size], 0], shown.largest];
  const offset = radius(shown, share, clustered, (one) => ["/", ["+", one, 4], NAMES]);
  shown.map.addLayer({
    id: "circles", type: "circle", source: "places",
    layout: { "circle-sort-key": ["-", 0, share] }, // small ones above large ones
    paint: { "circle-radius": radius(shown, share, clustered), "circle-opacity": 0.8 },
  });
  shown.map.addLayer({
    id: "names", type: "symbol", source: "places", filter: ["!", ["has", "point_count"]],
    layout: {
      "text-field": ["get", "label"], "text-size": NAMES, "text-max-width": 12, "symbol-sort-key": ["-", 0, share],
      "text-variable-anchor": ["top", "bottom", "left", "right"], "text-radial-offset": offset,
    },
  });
}

function paint(shown) {
  const { map, by, colours } = shown;
  const ink = css("--ink"), paper = css("--paper");
  const of = { counted: css("--map-counted"), aside: css("--map-aside"), open: paper };
  const aside = ["+", ["get", "set_aside"], ["get", "annulled"]];
  const states = ["case", [">", ["get", "outstanding"], 0], of.open, [">", aside, 0], of.aside, of.counted];
  const first = ["case", ["has", "point_count"], firstOfGroup(colours), ["get", "marker-color"]];
  map.setPaintProperty("circles", "circle-color", by === "first" ? first : states);
  map.setPaintProperty("circles", "circle-stroke-color", ink);
  map.setPaintProperty("circles", "circle-stroke-width", ["case", [">", ["get", "named"], 0], 2.5, 0.7]);
  if (map.getLayer("borders")) map.setPaintProperty("borders", "line-color", css("--field"));
  for (const layer of ["names", "group-numbers"].filter((one) => map.getLayer(one))) {
    map.setPaintProperty(layer, "text-color", ink);
    map.setPaintProperty(layer, "text-halo-color", paper);
    map.setPaintProperty(layer, "text-halo-width", 1.5);
  }
}

function fit({ map, gl, places }) {
  const bounds = new gl.LngLatBounds();
  for (const { geometry } of places.values()) if (geometry) bounds.extend(geometry.coordinates);
  map.fitBounds(bounds, { padding: 40, maxZoom: 13, animate: false });
}

// what a reader does

function listen(shown) {
  const { map } = shown;
  map.on("mousemove", "circles", ({ features: [circle] }) => {
    if (circle.properties.cluster) quiet(shown, "zoom-in");
    else tell(shown, circle.properties.place, false);
  });
  map.on("mouseleave", "circles", () => quiet(shown));
  map.on("click", "circles", ({ features: [circle], originalEvent }) => {
    if (circle.properties.cluster) nearer(shown, circle);
    else if (touched(originalEvent)) tell(shown, circle.properties.place, true);
    else go(shown, circle.properties.place);
  });
  map.on("click", ({ point }) => {
    if (map.queryRenderedFeatures(point, { layers: ["circles"] }).length) return;
    shown.tapped = null;
    quiet(shown);
  });
  for (const kind of ["focusin", "mouseover"]) {
    document.addEventListener(kind, ({ target }) => {
      const place = target.closest?.("a[data-place]")?.dataset.place;
      if (place !== undefined && shown.places?.has(place)) tell(shown, place, false);
    });
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => paint(shown));
}

// A finger sees no figures before it chooses: it gets them, with a link.
function touched({ pointerType }) {
  return pointerType ? pointerType === "touch" : !matchMedia("(hover: hover)").matches;
}

// Where the list has the place, its link is followed, which may exchange a part of the page only.
function go(shown, place) {
  const listed = link(place);
  if (listed) listed.click();
  else location.assign(leads(shown, place));
}

async function nearer({ map }, group) {
  const zoom = await map.getSource("places").getClusterExpansionZoom(group.properties.cluster_id);
  map.easeTo({ center: group.geometry.coordinates, zoom });
}

function quiet({ map, popup, tapped }, cursor = "") {
  map.getCanvas().style.cursor = cursor;
  if (!tapped) popup.remove(); // what a finger asked for stays until it asks for something else
}

function tell(shown, place, tapped) {
  const { map, popup, figure } = shown;
  const { geometry, properties } = shown.places.get(place);
  if (!geometry || (shown.tapped === place && !tapped)) return;
  shown.tapped = tapped ? place : null;
  map.getCanvas().style.cursor = "pointer";
  const told = document.createElement("div");
  const name = Object.assign(document.createElement("bdi"), { textContent: properties.name || figure.dataset.none });
  const title = document.createElement("strong");
  title.append(name);
  told.append(title, Object.assign(document.createElement("p"), { textContent: properties.says }));
  if (tapped) {
    const way = Object.assign(document.createElement("a"), { href: leads(shown, place), textContent: figure.dataset.open });
    way.addEventListener("click", (event) => { event.preventDefault(); go(shown, place); });
    told.append(way);
  }
  popup.setLngLat(geometry.coordinates).setDOMContent(told).addTo(map);
}

function controls(shown) {
  for (const choice of shown.figure.querySelectorAll("input[name=map-by]")) {
    choice.checked = choice.value === shown.by;
    choice.addEventListener("change", () => { shown.by = choice.value; legend(shown); paint(shown); });
  }
  legend(shown);
  const level = shown.figure.querySelector("select[name=map-level]");
  level?.addEventListener("change", async () => exchange(shown, await read(level.value)));
}

function legend({ figure, by }) {
  for (const list of figure.querySelectorAll("[data-by]")) list.hidden = list.dataset.by !== by;
}
