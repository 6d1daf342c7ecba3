"use strict";
// What parts of pages need when they are put in place, and what loads a map once it is in sight.
(() => {
  let before = null;

  // A part is exchanged: folds stay as they were, and the keyboard stays where it was, or begins at the part.
  document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
    const folds = [...target.querySelectorAll("details[id]")].map((fold) => [fold.id, fold.open]);
    before = { id: target.id, folds, inside: target.contains(document.activeElement) };
  });
  document.addEventListener("htmx:afterSwap", () => {
    if (before) {
      for (const [id, open] of before.folds) {
        const fold = document.getElementById(id);
        if (fold) fold.open = open;
      }
      const lost = document.activeElement === document.body || document.activeElement === null;
      if (before.inside && lost) document.getElementById(before.id)?.focus({ preventScroll: true });
      before = null;
    }
    look();
  });
  // What the server refuses it says on a page: go there, as without a script.
  document.addEventListener("htmx:responseError", ({ detail: { pathInfo, requestConfig } }) => {
    const asked = requestConfig.triggeringEvent;
    if (asked && ["click", "submit"].includes(asked.type)) location.assign(pathInfo.finalRequestPath);
  });

  const draw = (box) => import(box.dataset.map).then((map) => map.draw(box));
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      draw(target);
    }
  }, { rootMargin: "200px" });
  const watched = new WeakSet();
  function look() {
    for (const box of document.querySelectorAll("[data-map]")) {
      if (watched.has(box)) continue;
      watched.add(box);
      seen.observe(box);
    }
  }
  look();

  // A fold that a reader opened is open on the next page too.
  for (const fold of document.querySelectorAll("details[data-kept]")) {
    if (sessionStorage.getItem(fold.id) === "open") fold.open = true;
  }
  document.addEventListener("toggle", ({ target }) => {
    if (target.matches?.("details[data-kept]")) sessionStorage.setItem(target.id, target.open ? "open" : "");
  }, true);
})();
