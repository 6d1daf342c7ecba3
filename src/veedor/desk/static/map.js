// The map of places: circles over the borders of the case, from our own files; every circle leads where the
// link of the list beside it leads. Without WebGL nothing here happens, and the page stays as it was sent.

const CLUSTERED = 400; // from so many circles on, those that would lie on one another become one
const LARGEST = 26; // radius of the largest circle, in pixels
const NAMES = 12; // height of a name, in pixels
const TURNS = /[\u0000-\u001f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g; // signs that turn what follows
const maps = new WeakMap(); // box that is kept when a part of the page is exchanged -> its map

const canDraw = () => Boolean(document.createElement("canvas").getContext("webgl2"));
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const link = (place) => document.querySelector(`a[data-place="${CSS.escape(place)}"]`);
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
  const shown = { gl, map, figure, by: "first", places: null, clustered: null };
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
    properties.shown = state(properties);
    properties.label = properties.name.replace(TURNS, "").slice(0, 40);
  }
  const clustered = places.features.length > CLUSTERED;
  for (const group of shown.figure.querySelectorAll("[data-group]")) group.hidden = !clustered;
  shown.largest = Math.max(1, ...places.features.map(({ properties }) => size(shown, properties)));
  shown.tapped = null;
  shown.popup.remove();
  for (const layer of ["groups", "group-numbers", "circles", "names"]) if (map.getLayer(layer)) map.removeLayer(layer);
  if (map.getSource("places")) map.removeSource("places");
  map.addSource("places", {
    type: "geojson",
    data: places,
    cluster: clustered,
    clusterRadius: 36,
    clusterMaxZoom: 13,
  });
  if (clustered) groups(map);
  circles(shown);
  paint(shown);
  fit(shown);
  const { figure } = shown, drawn = places.features.filter((feature) => feature.geometry).length;
  map.once("idle", () => { figure.dataset.drawn = String(drawn); });
}

const size = (shown, properties) => properties[shown.figure.dataset.size] ?? 0;

function state(properties) {
  if (properties.outstanding) return "open";
  return properties.set_aside || properties.annulled ? "aside" : "counted";
}

function groups(map) {
  map.addLayer({
    id: "groups", type: "circle", source: "places", filter: ["has", "point_count"],
    paint: { "circle-radius": ["interpolate", ["linear"], ["get", "point_count"], 2, 12, 100, 20, 2000, 30] },
  });
  map.addLayer({
    id: "group-numbers", type: "symbol", source: "places", filter: ["has", "point_count"],
    layout: { "text-field": ["get", "point_count_abbreviated"], "text-size": 12, "text-allow-overlap": true },
  });
}

function circles(shown) {
  const share = ["/", ["coalesce", ["get", shown.figure.dataset.size], 0], shown.largest];
  const radius = ["max", 5, ["*", LARGEST, ["sqrt", share]]];
  shown.map.addLayer({
    id: "circles", type: "circle", source: "places", filter: ["!", ["has", "point_count"]],
    layout: { "circle-sort-key": ["-", 0, share] }, // small ones above large ones
    paint: { "circle-radius": radius, "circle-opacity": 0.8 },
  });
  shown.map.addLayer({
    id: "names", type: "symbol", source: "places", filter: ["!", ["has", "point_count"]],
    layout: {
      "text-field": ["get", "label"], "text-size": NAMES, "text-max-width": 12, "symbol-sort-key": ["-", 0, share],
      "text-variable-anchor": ["top", "bottom", "left", "right"], "text-radial-offset": ["/", ["+", radius, 4], NAMES],
    },
  });
}

function paint(shown) {
  const { map, by } = shown;
  const ink = css("--ink"), paper = css("--paper");
  const of = { counted: css("--map-counted"), aside: css("--map-aside"), open: paper };
  const states = ["match", ["get", "shown"], "open", of.open, "aside", of.aside, of.counted];
  map.setPaintProperty("circles", "circle-color", by === "first" ? ["get", "marker-color"] : states);
  map.setPaintProperty("circles", "circle-stroke-color", ink);
  map.setPaintProperty("circles", "circle-stroke-width", ["case", [">", ["get", "named"], 0], 2.5, 0.7]);
  if (map.getLayer("borders")) map.setPaintProperty("borders", "line-color", css("--field"));
  if (map.getLayer("groups")) map.setPaintProperty("groups", "circle-color", css("--field"));
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
  map.on("mousemove", "circles", ({ features: [circle] }) => tell(shown, circle.properties.place, false));
  map.on("mouseleave", "circles", () => quiet(shown));
  map.on("mouseenter", "groups", () => { map.getCanvas().style.cursor = "zoom-in"; });
  map.on("mouseleave", "groups", () => quiet(shown));
  map.on("click", "circles", ({ features: [circle], originalEvent }) => {
    if (touched(originalEvent)) tell(shown, circle.properties.place, true);
    else go(shown, circle.properties.place);
  });
  map.on("click", ({ point }) => {
    if (map.queryRenderedFeatures(point, { layers: ["circles"] }).length) return;
    shown.tapped = null;
    quiet(shown);
  });
  map.on("click", "groups", async ({ features: [group] }) => {
    const zoom = await map.getSource("places").getClusterExpansionZoom(group.properties.cluster_id);
    map.easeTo({ center: group.geometry.coordinates, zoom });
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

function quiet({ map, popup, tapped }) {
  map.getCanvas().style.cursor = "";
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
