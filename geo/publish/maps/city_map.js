// How the maps of the app draw: outlines are fetched once, values are painted on them after.
// All text arrives as data and is written with textContent; nothing is read as HTML.
(function () {
  "use strict";

  const FAINT = { fillColor: "#ffffff", fillOpacity: 0.35, color: "#c9ced6", weight: 0.5 };
  const SMALL = 30; // pixels: what is smaller gets a ring, so that one finds it
  const RING = { radius: 22, color: "#111827", weight: 2.5, fill: false, interactive: false };
  const BORDER = { color: "#4a5462", weight: 1.3, opacity: 0.85 };

  const TOLD = { className: "yipan-tooltip", opacity: 1, sticky: true };

  function element(kind, className, text) {
    const made = document.createElement(kind);
    made.className = className;
    made.textContent = text;
    return made;
  }

  // A table of headers and values under a title, as a tooltip shows it.
  function tip(title, headers, values) {
    const box = element("div", "", "");
    box.appendChild(element("div", "yipan-title", title));
    const table = box.appendChild(element("table", "yipan-tip", ""));
    headers.forEach(function (header, i) {
      const row = table.insertRow();
      row.insertCell().textContent = header;
      row.insertCell().textContent = values[i];
    });
    return box;
  }

  // The texts of tooltips by code, which come with each text once.
  function rowsOf({ texts, rows }) {
    return Object.fromEntries(Object.entries(rows).map(([code, row]) => [code, row.map((at) => texts[at])]));
  }

  // A short text in the midst of a circle.
  function label({ lat, lon, label: text }) {
    const html = element("span", "yipan-number", text);
    const icon = L.divIcon({ className: "", html, iconSize: [18, 18] });
    return L.marker([lat, lon], { icon, interactive: false, keyboard: false });
  }

  // Put a button below those of the zoom.
  function addButton(map, sign, press) {
    const button = element("a", "yipan-home", sign);
    button.href = "#";
    button.setAttribute("role", "button");
    L.DomEvent.on(button, "click", (event) => {
      L.DomEvent.stop(event);
      press();
    });
    const control = L.control({ position: "topleft" });
    control.onAdd = () => {
      const bar = L.DomUtil.create("div", "leaflet-bar");
      bar.appendChild(button);
      return bar;
    };
    control.addTo(map);
    return button;
  }

  // Show what lies within bounds, once there is room: in a folded part, a map has no size
  // yet, and Leaflet would lose its place for good.
  function fit(map, bounds, options) {
    if (map.waiting) map.off("resize", map.waiting);
    map.waiting = null;
    const beside = [options.paddingTopLeft || options.padding, options.paddingBottomRight || options.padding];
    const room = beside.reduce((left, padding) => left.subtract(L.point(padding)), map.getSize());
    if (room.x > 0 && room.y > 0) {
      map.fitBounds(bounds, { ...options, animate: false });
    } else {
      map.waiting = () => fit(map, bounds, options);
      map.on("resize", map.waiting);
    }
  }

  class CityMap {
    constructor(map, options) {
      this.map = map;
      this.opacity = options.opacity;
      this.painting = null;
      this.areas = new Map();
      this.renderer = L.canvas({ padding: 0.3 });
      this.extras = L.layerGroup().addTo(map);
      this.places = new window.YipanPlaces(this, tip);
      map.on("click", (event) => this.places.choosePlace(event.latlng));
      this.swipe = new window.YipanSwipe.Swipe(this, tip);
      this.tooltip = L.tooltip({ sticky: true, className: "yipan-tooltip", offset: [12, 0], opacity: 1 });
      map.attributionControl.setPrefix("Leaflet");
      L.control.zoom({ zoomInTitle: "+", zoomOutTitle: "−" }).addTo(map);
      L.control.scale({ imperial: false }).addTo(map);
      options.tiles.forEach((tiles) => {
        const Tiles = tiles.in_gcj02 ? window.YipanGcj02.Tiles : L.TileLayer;
        new Tiles(tiles.url, { attribution: tiles.about, subdomains: tiles.servers, maxZoom: 18 }).addTo(map);
      });
      this.home = addButton(map, "⤢", () => this.fit());
      this.wide = addButton(map, "", () => this.fullScreen.toggle());
      this.wide.classList.add("yipan-wide");
      this.fullScreen = new window.YipanFullScreen.FullScreen(map, {
        bounds: () => this.bounds(),
        fit: (bounds, left) => fit(map, bounds, { paddingTopLeft: [8 + left, 8], paddingBottomRight: [8, 8] }),
      });
      this.faded = 1;
      this.layers = new window.YipanControls.Layers(map, (faded) => this.fade(faded));
      this.manners = new window.YipanControls.Manners(map);
      this.keys = new window.YipanControls.Keys(map, {
        areas: this.areas,
        look: (code, place) => (code ? this.hover(code, place) : this.tooltip.remove()),
        open: (code) => code && this.areas.get(code).fire("click", { latlng: map.getCenter() }),
      });
      map.on("zoomend", () => this.mark(this.selected));
      map.createPane("yipan-streets").style.zIndex = 410;
      map.createPane("yipan-areas").style.zIndex = 430;
      map.createPane("yipan-names").style.zIndex = 440;
      window.yipan.outlinesOf(options.url).then((collection) => this.load(collection));
      if (options.streets) {
        this.streets = new window.YipanLabels.Streets(options.streets, { pane: "yipan-streets" }).addTo(map);
      }
    }

    // The view is set first, so that nothing is placed or drawn for a view that is left at once.
    load(collection) {
      const outlines = L.geoJSON(
        { type: "FeatureCollection", features: collection.features.filter((f) => f.id) },
        {
          renderer: this.renderer,
          style: FAINT,
          onEachFeature: (feature, layer) => this.addArea(feature.id, layer),
        },
      );
      this.map.invalidateSize();
      this.fit();
      if (this.painting) this.colour();
      outlines.addTo(this.map);
      this.lines = collection.features.filter((f) => !f.id);
      this.borders(this.renderer).addTo(this.map);
      this.names = new window.YipanLabels.Names(collection.labels, { pane: "yipan-names" }).addTo(this.map);
      if (this.painting) this.apply();
    }

    // The borders of larger units, to be drawn by a renderer.
    borders(renderer) {
      return L.geoJSON(this.lines, { renderer, style: BORDER, interactive: false });
    }

    addArea(code, layer) {
      this.areas.set(code, layer);
      layer.on("mousemove", (event) => this.hover(code, event.latlng));
      layer.on("mouseout", () => this.tooltip.remove());
      layer.on("click", () => this.choose(code));
    }

    // "rows" are what is told of areas: those of the painting, or of the time before.
    hover(code, latlng, rows = this.painting && this.painting.rows) {
      const row = rows && rows[code];
      if (!row) return;
      if (this.hovered !== row) {
        this.hovered = row;
        this.tooltip.setContent(tip(row[0], this.painting.headers, row.slice(1)));
      }
      this.tooltip.setLatLng(latlng);
      if (!this.map.hasLayer(this.tooltip)) this.tooltip.addTo(this.map);
    }

    // Tell the page which community was clicked; the outline shows at once, before the answer.
    choose(code) {
      if (!this.painting || !(code in this.painting.rows)) return;
      this.mark(code);
      if (this.places.listening) this.places.community = code;
      else this.tell({ community_code: code });
    }

    tell(what) {
      this.told = true;
      this.map.tell(what);
    }

    // Another page shows the map from now on: it begins with all that is painted.
    reopen() {
      this.extras.clearLayers();
      this.open = this.focus = undefined;
      this.told = false;
      this.fresh = true;
    }

    paint(painting) {
      this.painting = painting;
      [painting, painting.before].forEach((of) => of && Object.assign(of, { rows: rowsOf(of.tooltips) }));
      this.hovered = null;
      if (this.areas.size) this.apply();
    }

    // Name the buttons, for the mouse and for those who listen, and offer the layers there are.
    say({ words, areas, places }) {
      [
        [this.home, words.fit],
        [this.wide, words.fullscreen],
      ].forEach(([button, title]) => {
        button.title = title;
        button.setAttribute("aria-label", title);
      });
      this.manners.say(words);
      const filled = { names: true, streets: this.streets, areas: areas.length, sites: places && places.sites.length };
      const panes = Object.keys(filled).filter((pane) => filled[pane]);
      this.layers.offer(panes, words);
    }

    // Let what is painted show the map below.
    fade(faded) {
      this.faded = faded;
      this.colour();
      this.swipe.colour();
      [this.heat, this.hexagons].forEach((layer) => layer && layer.fade(faded));
    }

    colour(areas = this.areas, { fill, palette } = this.painting) {
      const looks = { fillOpacity: this.opacity * this.faded, color: "#ffffff", weight: 0.7 };
      areas.forEach((layer, code) => {
        const colour = palette[fill[code]];
        layer.setStyle(colour ? { ...looks, fillColor: colour } : FAINT);
      });
    }

    apply() {
      this.tooltip.remove();
      this.colour();
      if (this.fresh) this.fit();
      this.fresh = false;
      this.extras.clearLayers();
      this.addDensity(this.painting);
      this.addPolylines(this.painting.polylines);
      this.addSpots(this.painting.spots);
      this.addTies(this.painting.ties);
      this.addAreas(this.painting.areas);
      this.places.paint(this.painting.places);
      this.swipe.paint(this.painting.before, this.painting.words.divider);
      this.mark(this.painting.selected);
      this.turn();
      this.showMarked();
      this.comeIntoView();
      this.fullScreen.write();
    }

    // Where something was opened elsewhere on the page, such as in a table, the map and the card beside
    // it come into view.
    comeIntoView() {
      const { selected, places } = this.painting;
      const open = [selected, places && places.chosen].join();
      const [before, told] = [this.open, this.told];
      [this.open, this.told] = [open, false];
      if (before === undefined || before === open || told || open === ",") return;
      window.YipanControls.bringUp(this.map.getContainer());
    }

    // Turn to what the page's filter leaves, once it leaves something else.
    turn() {
      const focus = this.painting.focus.join();
      const before = this.focus;
      this.focus = focus;
      if (before !== undefined && before !== focus) this.fit();
    }

    // Bring the community that is open into view if it is not.
    showMarked() {
      const area = this.areas.get(this.selected);
      if (!area || this.map.getBounds().intersects(area.getBounds())) return;
      this.map.panTo(area.getBounds().getCenter());
    }

    addDensity({ heat, hexagons }) {
      const { Density, Hexagons } = window.YipanDensity;
      this.heat = heat && heat.points.length ? new Density(heat) : null;
      this.hexagons = hexagons ? new Hexagons(hexagons) : null;
      [this.heat, this.hexagons].forEach((layer) => {
        if (!layer) return;
        this.extras.addLayer(layer);
        layer.fade(this.faded);
      });
    }

    addAreas(groups) {
      const areas = window.YipanAreas.areasOf(groups, this.areas);
      this.names.keep(areas.map((area) => area.middle));
      if (!areas.length) return;
      this.extras.addLayer(new window.YipanAreas.Areas(areas, { pane: "yipan-areas" }));
    }

    addTies(ties) {
      ties.forEach((tie) => {
        const curve = new window.YipanCurve(L.latLng(tie.from), L.latLng(tie.to), {
          renderer: this.renderer,
          color: tie.colour,
          weight: tie.width,
          opacity: 0.9,
          halo: tie.rim,
          bend: tie.bend,
          in: true,
          out: false,
        });
        curve.bindTooltip(tip(tie.title, tie.headers, tie.values), TOLD);
        this.extras.addLayer(curve);
      });
    }

    addPolylines(polylines) {
      polylines.forEach((line) => {
        const rim = { renderer: this.renderer, color: "#ffffff", weight: 6, opacity: 0.9, interactive: false };
        this.extras.addLayer(L.polyline(line.places, rim));
        const drawn = L.polyline(line.places, { renderer: this.renderer, color: line.colour, weight: 3, opacity: 0.95 });
        drawn.bindTooltip(tip(line.title, line.headers, line.values), TOLD);
        this.extras.addLayer(drawn);
      });
    }

    addSpots(spots) {
      spots.forEach((spot) => {
        const circle = L.circleMarker([spot.lat, spot.lon], {
          renderer: this.renderer,
          radius: spot.radius,
          fillColor: spot.colour,
          fillOpacity: 0.8,
          color: "#ffffff",
          weight: 1,
        });
        circle.bindTooltip(tip(spot.title, spot.headers, spot.values), TOLD);
        this.extras.addLayer(circle);
        if (spot.label) this.extras.addLayer(label(spot));
      });
    }

    // Outline the community that is open.
    mark(code) {
      this.selected = code;
      if (this.marked) this.marked.forEach((line) => line.remove());
      const area = this.areas.get(code);
      this.marked = [];
      if (!area) return;
      this.marked = [
        { color: "#ffffff", weight: 6 },
        { color: "#111827", weight: 3 },
      ].map((style) =>
        L.polygon(area.getLatLngs(), { ...style, renderer: this.renderer, fill: false, interactive: false }),
      );
      const bounds = area.getBounds();
      if (this.pixelsAcross(bounds) < SMALL) {
        this.marked.push(L.circleMarker(bounds.getCenter(), { ...RING, renderer: this.renderer }));
      }
      this.marked.forEach((line) => line.addTo(this.map));
    }

    pixelsAcross(bounds) {
      const low = this.map.latLngToLayerPoint(bounds.getSouthWest());
      const high = this.map.latLngToLayerPoint(bounds.getNorthEast());
      return Math.max(Math.abs(high.x - low.x), Math.abs(high.y - low.y));
    }

    // Around what the filter leaves, else all that is painted, or the whole city.
    bounds() {
      const painted = this.painting ? this.painting.fill : {};
      const focus = new Set(this.painting ? this.painting.focus : []);
      const bounds = L.latLngBounds([]);
      this.areas.forEach((layer, code) => {
        if (focus.size ? focus.has(code) : code in painted) bounds.extend(layer.getBounds());
      });
      if (!bounds.isValid()) this.areas.forEach((layer) => bounds.extend(layer.getBounds()));
      return bounds;
    }

    fit() {
      const bounds = this.bounds();
      if (bounds.isValid()) fit(this.map, bounds, { padding: [8, 8] });
    }
  }

  window.YipanCityMap = CityMap;
  window.yipan = { tip, addButton, fit };
})();
