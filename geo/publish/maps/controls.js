// What one does with a map beside looking: layers on and off, full screen, and scrolling past it.
// Part of city_map.js; every word arrives with a painting and is written as text.
(function () {
  "use strict";

  const HINT_MS = 1600;
  const HEAD = 60; // pixels: the header of the app

  function element(kind, className, text) {
    const made = document.createElement(kind);
    made.className = className;
    made.textContent = text || "";
    return made;
  }

  // One control for all layers: those in panes of their own are shown or not, what is painted fades.
  class Layers {
    constructor(map, onFade) {
      this.map = map;
      this.hidden = new Set();
      this.box = element("details", "yipan-layers leaflet-bar");
      this.title = this.box.appendChild(element("summary", ""));
      this.list = this.box.appendChild(element("div", ""));
      this.fade = element("input", "");
      Object.assign(this.fade, { type: "range", min: 0, max: 1, step: 0.05, value: 1 });
      this.fade.addEventListener("input", () => onFade(Number(this.fade.value)));
      const control = L.control({ position: "topright" });
      control.onAdd = () => this.box;
      control.addTo(map);
      L.DomEvent.disableClickPropagation(this.box);
      L.DomEvent.disableScrollPropagation(this.box);
    }

    // "panes" are the names of those that have something in them, "words" what each is called.
    offer(panes, words) {
      this.title.textContent = words.layers;
      this.list.replaceChildren(
        ...panes.map((pane) => {
          const line = element("label", "");
          const check = line.appendChild(element("input", ""));
          Object.assign(check, { type: "checkbox", checked: !this.hidden.has(pane) });
          check.addEventListener("change", () => this.show(pane, check.checked));
          line.appendChild(element("span", "", words[pane]));
          return line;
        }),
      );
      const line = this.list.appendChild(element("label", ""));
      line.append(element("span", "", words.opacity), this.fade);
    }

    show(pane, shown) {
      if (shown) this.hidden.delete(pane);
      else this.hidden.add(pane);
      this.map.getPane(`yipan-${pane}`).style.display = shown ? "" : "none";
    }
  }

  // A wheel or one finger moves the page; the map answers to ctrl and to two fingers.
  class Manners {
    constructor(map) {
      this.map = map;
      // Leaflet gives the map the focus when it is pressed: the page must not scroll under the pointer.
      const box = map.getContainer();
      box.focus = () => HTMLElement.prototype.focus.call(box, { preventScroll: true });
      this.hint = map.getContainer().appendChild(element("div", "yipan-hint"));
      map.scrollWheelZoom.disable();
      map.getContainer().addEventListener("wheel", (event) => this.wheel(event), { passive: true });
      map.getContainer().addEventListener("wheel", (event) => event.ctrlKey && event.preventDefault(), { passive: false });
      if (window.matchMedia("(pointer: coarse)").matches) {
        map.dragging.disable();
        map.getContainer().addEventListener("touchmove", (event) => event.touches.length === 1 && this.tell(this.fingers), {
          passive: true,
        });
      }
    }

    say(words) {
      [this.keys, this.fingers] = [words.ctrl, words.fingers];
    }

    wheel(event) {
      if (!event.ctrlKey) return this.tell(this.keys);
      const { map } = this;
      const at = map.mouseEventToContainerPoint(event);
      const zoom = map.getZoom() - Math.sign(event.deltaY) * Math.max(map.options.zoomSnap, 0.5);
      return map.setZoomAround(at, zoom, { animate: false });
    }

    tell(text) {
      if (!text) return;
      this.hint.textContent = text;
      this.hint.style.opacity = 1;
      clearTimeout(this.later);
      this.later = setTimeout(() => {
        this.hint.style.opacity = 0;
      }, HINT_MS);
    }
  }

  // Whether a place lies in rings of [lat, lng], by the even-odd rule.
  function within(rings, [lat, lng]) {
    let inside = false;
    rings.forEach((ring) => {
      ring.forEach(([lat1, lng1], i) => {
        const [lat2, lng2] = ring[(i + 1) % ring.length];
        if (lat1 > lat !== lat2 > lat && lng < lng1 + ((lng2 - lng1) * (lat - lat1)) / (lat2 - lat1)) inside = !inside;
      });
    });
    return inside;
  }

  // The map without a mouse: arrows move it, what lies under the cross is told, Enter opens it.
  class Keys {
    constructor(map, { areas, look, open }) {
      Object.assign(this, { map, areas, look, open });
      const box = map.getContainer();
      this.cross = box.appendChild(element("div", "yipan-cross", "+"));
      this.cross.hidden = true;
      box.addEventListener("focus", () => this.show(box.matches(":focus-visible")));
      box.addEventListener("blur", () => this.show(false));
      box.addEventListener("keydown", (event) => this.press(event));
      map.on("moveend", () => this.cross.hidden || this.tell());
    }

    show(shown) {
      this.cross.hidden = !shown;
      if (shown) this.tell();
      else this.look(null);
    }

    // The code of the area in the middle of the map.
    under() {
      const middle = this.map.getCenter();
      const found = [...this.areas].find(
        ([, area]) =>
          area.getBounds().contains(middle) &&
          within(window.YipanAreas.ringsOf(area.getLatLngs()), [middle.lat, middle.lng]),
      );
      return found && found[0];
    }

    tell() {
      this.look(this.under(), this.map.getCenter());
    }

    press(event) {
      if (event.target !== this.map.getContainer()) return;
      if (event.key.startsWith("Arrow")) this.show(true);
      if (event.key === "Enter") this.open(this.under());
    }
  }

  // Bring the part of the page that the map and the card are in into view, if its header is not.
  function bringUp(box) {
    const part = box.closest("[data-testid=stHorizontalBlock]") || box;
    const { top } = part.getBoundingClientRect();
    part.style.scrollMarginTop = `${HEAD}px`;
    if (top < 0 || top > innerHeight / 2) part.scrollIntoView({ block: "start" });
  }

  window.YipanControls = { Layers, Manners, Keys, within, bringUp };
})();
