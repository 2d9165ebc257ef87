// Puts maps into the page and takes them out again. A map that is made stays: the next page that shows the
// same city takes it over with its outlines, from the page that is left or from where it was laid aside.
(function () {
  "use strict";

  const [NARROW, LOW, UNDER, LEAST_HEIGHT] = [700, 800, 12, 260]; // pixels
  const SHARED = { zoomControl: false, preferCanvas: true };
  // What Leaflet is told of each kind of map; tiles are sharp at whole steps only.
  const VIEWS = {
    city: ({ centre, tiles }) => ({ center: centre, zoom: 10, zoomSnap: tiles.length ? 1 : 0.1 }),
    flows: () => ({ center: [35, 105], zoom: 4, zoomSnap: 0.1 }),
  };
  const made = []; // every map, with what it was made of and the place it stands in
  const fetched = new Map(); // outlines on their way or there, by address

  // The outlines of a city, asked for once by all its maps.
  function outlinesOf(url) {
    if (!fetched.has(url)) {
      fetched.clear(); // one city is open at a time
      const answer = fetch(url).then((response) => response.json());
      answer.catch(() => fetched.delete(url));
      fetched.set(url, answer);
    }
    return fetched.get(url);
  }

  // Parts of a page that is left stay until the next one is complete.
  function isLeft(place) {
    return !place || !place.isConnected || place.closest("[data-stale=true]") !== null;
  }

  function make(kind, options, place) {
    const box = document.createElement("div");
    box.className = "yipan-map";
    place.append(box);
    const map = L.map(box, { ...SHARED, ...VIEWS[kind](options) });
    // Leaflet looks at the size of the window only, not at that of a part which unfolds.
    new ResizeObserver(() => box.isConnected && map.invalidateSize({ debounceMoveend: true })).observe(box);
    box.map = map;
    map.yipan = new { city: window.YipanCityMap, flows: window.YipanFlowMap }[kind](map, options);
    return { kind, box, map };
  }

  // Maps of another city that stand on no page are of no use any more.
  function forget(kind) {
    made
      .filter((entry) => entry.kind === kind && !entry.box.isConnected)
      .forEach((entry) => {
        made.splice(made.indexOf(entry), 1);
        entry.map.remove();
      });
  }

  function mapFor(place, kind, options) {
    const key = JSON.stringify([kind, options]);
    const same = made.filter((entry) => entry.key === key);
    const found = same.find((entry) => entry.place === place) || same.find((entry) => isLeft(entry.place));
    if (found) return found;
    forget(kind);
    made.push({ key, ...make(kind, options, place) });
    return made.at(-1);
  }

  // What was left may be shown again after all, and is not told so: it looks for itself.
  function showAgain(place, show) {
    const part = place.closest("[data-stale]");
    if (!part) return;
    new MutationObserver((_, observer) => {
      if (isLeft(place)) return;
      observer.disconnect();
      if (!place.querySelector(".yipan-map")) show();
    }).observe(part, { attributeFilter: ["data-stale"] });
  }

  // On a low screen a map takes what is left of it, so that all of it is seen at once.
  function heightIn(place, height) {
    if (innerWidth < NARROW || innerHeight > LOW) return height;
    const left = innerHeight - place.getBoundingClientRect().top - UNDER;
    return Math.max(LEAST_HEIGHT, Math.min(height, left));
  }

  function move(entry, place, height, show) {
    if (entry.place) showAgain(entry.place, entry.show);
    Object.assign(entry, { place, show });
    place.style.minHeight = entry.box.style.height = `${heightIn(place, height)}px`;
    place.replaceChildren(entry.box);
    entry.map.yipan.reopen();
    entry.map.invalidateSize({ pan: false });
  }

  // The figures of the page are to be seen before the browser is at work on the map.
  function paintSoon(entry, painting) {
    const waiting = entry.painting !== undefined;
    entry.painting = painting;
    if (waiting) return;
    const paint = () => {
      if (made.includes(entry)) entry.map.yipan.paint(entry.painting);
      entry.painting = undefined;
    };
    requestAnimationFrame(() => setTimeout(paint));
  }

  // Show a map in a place of the page and return what takes it away again. "tell" hears what is clicked.
  function mount(place, shown, tell) {
    const { kind, options, painting, height } = shown;
    const entry = mapFor(place, kind, options);
    entry.map.tell = tell;
    entry.map.yipan.say(painting); // at once: a button without a name is none to who listens
    if (entry.place !== place) move(entry, place, height, () => mount(place, shown, tell));
    paintSoon(entry, painting);
    return () => {
      if (entry.place !== place) return; // another part of the page has it by now
      entry.place = null;
      entry.box.remove();
    };
  }

  Object.assign(window.yipan, { mount, outlinesOf });
})();
