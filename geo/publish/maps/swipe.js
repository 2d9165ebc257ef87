// Before and after: a divider that is drawn across the map, left of it what was, right of it what is.
// Part of city_map.js, which hands over what a painting has under "before"; all text stays text.
(function () {
  "use strict";

  const THUMB = 44; // pixels: as large as a finger
  const [LEFT, RIGHT] = [
    ["yipan-before", "yipan-sites-before"],
    ["overlayPane", "yipan-sites"],
  ];

  function element(kind, className, text) {
    const made = document.createElement(kind);
    made.className = className;
    made.textContent = text || "";
    return made;
  }

  // A rectangle as CSS clips by it, between two corners of a map's layers.
  function rectangle(west, north, east, south) {
    const corners = [
      [west, north],
      [east, north],
      [east, south],
      [west, south],
    ];
    return `polygon(${corners.map(([x, y]) => `${x}px ${y}px`).join(", ")})`;
  }

  // How far from the left a handle lies, of which a whole one stays on the map.
  function across(percent, width) {
    return THUMB / 2 + (percent / 100) * (width - THUMB);
  }

  // The line with its handle: a slider, so that keys, fingers and readers of the screen know it.
  class Divider {
    constructor(map, onMove) {
      this.map = map;
      this.onMove = onMove;
      this.box = element("div", "yipan-swipe");
      this.line = this.box.appendChild(element("div", "yipan-swipe-line"));
      this.sides = [0, 1].map(() => this.line.appendChild(element("span", "")));
      this.handle = this.box.appendChild(element("input", ""));
      Object.assign(this.handle, { type: "range", min: 0, max: 100, step: 0.5, value: 50 });
      this.handle.addEventListener("input", () => this.move());
      L.DomEvent.disableClickPropagation(this.box);
      L.DomEvent.on(this.box, "touchmove pointerdown", L.DomEvent.stopPropagation);
    }

    say(names, title) {
      this.sides.forEach((side, i) => {
        side.textContent = names[i];
      });
      this.handle.title = title;
      this.handle.setAttribute("aria-label", title);
    }

    show() {
      if (this.box.parentNode) return;
      this.map.getContainer().appendChild(this.box);
      this.map.on("move zoomend viewreset resize", this.move, this);
    }

    hide() {
      this.box.remove();
      this.map.off("move zoomend viewreset resize", this.move, this);
    }

    move() {
      const x = across(Number(this.handle.value), this.map.getSize().x);
      this.line.style.left = `${x}px`;
      this.onMove(x);
    }
  }

  // "city" is the map of city_map.js.
  class Swipe {
    constructor(city, tip) {
      this.city = city;
      this.before = null;
      const { map } = city;
      map.createPane("yipan-before").style.zIndex = 405;
      this.renderer = L.canvas({ pane: "yipan-before", padding: 0.3 });
      this.places = new window.YipanPlaces(city, tip, { pane: "yipan-sites-before", deaf: true });
      this.group = L.layerGroup().addTo(map);
      this.divider = new Divider(map, (x) => this.clip(x));
    }

    // The outlines once more, to be painted otherwise; made when they are first asked for.
    outlines() {
      if (!this.areas) {
        this.areas = new Map([...this.city.areas].map(([code, layer]) => [code, this.outline(code, layer)]));
        this.borders = this.city.borders(this.renderer);
      }
      return this.areas;
    }

    outline(code, layer) {
      const copy = L.polygon(layer.getLatLngs(), { renderer: this.renderer });
      copy.on("mousemove", (event) => this.city.hover(code, event.latlng, this.before.rows));
      copy.on("mouseout", () => this.city.tooltip.remove());
      copy.on("click", () => this.city.choose(code));
      return copy;
    }

    paint(before, title) {
      this.before = before;
      this.places.paint(before && before.places);
      this.group.clearLayers();
      if (!before) {
        this.divider.hide();
        this.panes(RIGHT).forEach((pane) => {
          pane.style.clipPath = "";
        });
        return;
      }
      this.outlines().forEach((area) => this.group.addLayer(area));
      this.group.addLayer(this.borders);
      this.colour();
      this.divider.say(before.names, title);
      this.divider.show();
      this.divider.move();
    }

    colour() {
      if (this.before) this.city.colour(this.areas, this.before);
    }

    panes(names) {
      return names.map((name) => this.city.map.getPane(name));
    }

    clip(x) {
      const { map } = this.city;
      const [first, last] = [map.containerPointToLayerPoint([0, 0]), map.containerPointToLayerPoint(map.getSize())];
      const middle = first.x + x;
      this.panes(LEFT).forEach((pane) => {
        pane.style.clipPath = rectangle(first.x, first.y, middle, last.y);
      });
      this.panes(RIGHT).forEach((pane) => {
        pane.style.clipPath = rectangle(middle, first.y, last.x, last.y);
      });
    }
  }

  window.YipanSwipe = { Swipe, rectangle, across };
})();
