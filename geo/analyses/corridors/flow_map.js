// The map of flows: curves between the city and the places people come from and go to.
// Works with city_map.js, flow_curve.js, flow_labels.js and graticule.js; all text arrives as data and is written with textContent.
(function () {
  "use strict";

  const PARTNER = { color: "#374151", weight: 1, fillColor: "#ffffff", fillOpacity: 1 };
  const LOCAL = { color: "#ffffff", weight: 1, fillColor: "#111827", fillOpacity: 1 };
  const SMALLEST = 2; // pixels: the radius of ends, by the people of the widest line there
  const LARGEST = 4;
  const MIDDLING = 3;
  const BORDER = { color: "#9aa3af", weight: 1, opacity: 0.9 };
  const CROWD = 60; // beyond so many lines the thin ones grow fainter, so that the wide ones show
  const FAINTEST = 0.12;
  const STRONGEST = 0.9;
  const BESIDE = 0.3; // how much of that is left to lines beside the chosen ones
  const LIFTED = 2.5; // pixels: a line that is stressed is at least so wide, so that its colour shows
  const ROUND = { paddingTopLeft: [50, 24], paddingBottomRight: [60, 36] }; // buttons, labels, scale
  const APART = 100; // pixels: local units are named if the city is wider than that
  const NEAREST = 15; // the zoom beyond which there is nothing more to see

  class FlowMap {
    constructor(map, options) {
      this.map = map;
      this.options = options;
      this.painting = null;
      this.ends = this.flows = this.local = [];
      this.fitted = false;
      this.renderer = L.canvas({ padding: 0.4, tolerance: 3 });
      // What is stressed lies above on a canvas of its own, which lets the mouse through.
      const pane = map.createPane("yipan-stressed");
      pane.style.zIndex = 420;
      pane.style.pointerEvents = "none";
      this.above = L.canvas({ pane: "yipan-stressed", padding: 0.4 });
      this.graticule = new window.YipanGraticule().addTo(map);
      this.lines = L.featureGroup().addTo(map);
      this.dots = L.featureGroup().addTo(map);
      this.stressed = L.layerGroup().addTo(map);
      this.labels = L.layerGroup().addTo(map);
      this.tooltip = L.tooltip({ sticky: true, className: "yipan-tooltip", offset: [12, 0], opacity: 1 });
      map.setMaxZoom(NEAREST);
      map.attributionControl.setPrefix("Leaflet");
      L.control.zoom({ zoomInTitle: "+", zoomOutTitle: "−" }).addTo(map);
      L.control.scale({ imperial: false }).addTo(map);
      this.all = window.yipan.addButton(map, "⤢", () => this.fit(this.flows));
      this.city = window.yipan.addButton(map, "◎", () => this.fitCity());
      this.manners = new window.YipanControls.Manners(map);
      map.on("moveend", () => this.label());
      map.on("resize", () => this.label());
      this.listen();
      if (options.url) this.fetchDistricts(options.url);
      if (options.bounds) this.show(options.bounds);
    }

    listen() {
      [this.lines, this.dots].forEach((group) => {
        group.on("mousemove", (event) => this.hover(event.layer, event.latlng));
        group.on("mouseout", () => this.leave());
        group.on("click", (event) => this.choose(event.layer));
      });
    }

    // Of the outlines those of the districts: they have no code.
    fetchDistricts(url) {
      window.yipan.outlinesOf(url).then((collection) => {
          const lines = collection.features.filter((feature) => !feature.id);
          const pane = this.map.createPane("yipan-districts");
          pane.style.zIndex = 350; // below the curves
          pane.style.pointerEvents = "none";
          const renderer = L.canvas({ pane: "yipan-districts" });
          L.geoJSON(lines, { style: BORDER, interactive: false, renderer }).addTo(this.map);
        });
    }

    tell(what) {
      this.map.tell(what);
    }

    // Another page shows the map from now on: it begins with all that is painted.
    reopen() {
      this.fitted = false;
      this.chosen = this.chosenPartner = undefined;
    }

    // Name the buttons, for the mouse and for those who listen.
    say({ words }) {
      this.manners.say(words);
      this.all.title = words.fit;
      this.city.title = words.city;
      this.city.parentNode.style.display = words.city ? "" : "none";
    }

    paint(painting) {
      this.painting = painting;
      this.leave();
      this.ends = painting.ends.map(([code, lat, lon, name, partner]) => ({ code, name, partner, latlng: L.latLng(lat, lon) }));
      this.flows = painting.flows.map(([corridor, partner, local, width, into, out, state, ...facts]) => ({
        corridor,
        partner: this.ends[partner],
        local: this.ends[local],
        facts,
        looks: { weight: width, in: into, out: out, color: painting.palette[state], bend: painting.bend, halo: 0 },
      }));
      this.widest = Math.max(1, ...this.flows.map((flow) => flow.looks.weight));
      this.flows.forEach(({ partner, looks }) => (partner.width = Math.max(partner.width || 0, looks.weight)));
      const other = this.chosen !== painting.chosen || this.chosenPartner !== painting.chosenPartner;
      this.chosen = painting.chosen;
      this.chosenPartner = painting.chosenPartner;
      this.addLines();
      this.addDots();
      this.stress();
      if (!this.fitted) this.map.invalidateSize();
      this.begin();
      if (other) this.showChosen();
    }

    // Show all once; after that the view is left as it is.
    begin() {
      if (!this.fitted && this.ends.length) {
        this.fitted = true;
        this.fit(this.flows);
      }
      this.label();
    }

    isChosen(flow) {
      return flow.corridor === this.chosen || flow.partner.code === this.chosenPartner;
    }

    addLines() {
      this.lines.clearLayers();
      this.flows.forEach((flow) => {
        const looks = { ...flow.looks, renderer: this.renderer };
        flow.line = new window.YipanCurve(flow.partner.latlng, flow.local.latlng, looks);
        flow.line.flow = flow;
        this.lines.addLayer(flow.line);
      });
    }

    addDots() {
      this.dots.clearLayers();
      // Of a place that is both ends, the partner one is shown: it can be clicked.
      const codes = new Set(this.ends.filter((end) => end.partner).map((end) => end.code));
      this.local = this.ends.filter((end) => !end.partner && !codes.has(end.code));
      [...this.ends.filter((end) => end.partner), ...this.local].forEach((end) => {
        end.radius = end.partner ? SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(end.width / this.widest) : MIDDLING;
        const looks = { ...(end.partner ? PARTNER : LOCAL), radius: end.radius, renderer: this.renderer };
        const dot = L.circleMarker(end.latlng, looks);
        dot.end = end;
        this.dots.addLayer(dot);
      });
    }

    // Draw the chosen lines once more above the others, which grow faint; and the one under the mouse.
    stress() {
      const chosen = this.flows.filter((flow) => this.isChosen(flow));
      const thin = Math.max(FAINTEST, STRONGEST * Math.min(1, Math.sqrt(CROWD / this.flows.length)));
      this.flows.forEach((flow) => {
        const share = flow.looks.weight / this.widest;
        flow.line.setStyle({ opacity: (thin + (STRONGEST - thin) * share) * (chosen.length ? BESIDE : 1) });
      });
      this.first = new Set(chosen.map((flow) => flow.partner));
      this.stressed.clearLayers();
      chosen.forEach((flow) => this.lift(flow, chosen.length > 1 ? 0 : 1.5));
    }

    lift(flow, halo) {
      const weight = Math.max(flow.looks.weight, LIFTED);
      const options = { ...flow.looks, weight, halo, opacity: 1, renderer: this.above, interactive: false };
      const line = new window.YipanCurve(flow.partner.latlng, flow.local.latlng, options);
      this.stressed.addLayer(line);
      return line;
    }

    hover(layer, latlng) {
      if (this.hovered !== layer) {
        this.leave();
        this.hovered = layer;
        const { flow, end } = layer;
        if (flow) this.lifted = this.lift(flow, 1.5);
        this.tooltip.setContent(
          flow
            ? window.yipan.tip(`${flow.partner.name} – ${flow.local.name}`, this.painting.headers, flow.facts)
            : window.yipan.tip(end.name, [], []),
        );
      }
      this.tooltip.setLatLng(latlng);
      if (!this.map.hasLayer(this.tooltip)) this.tooltip.addTo(this.map);
    }

    leave() {
      if (this.lifted) this.stressed.removeLayer(this.lifted);
      this.lifted = this.hovered = null;
      this.tooltip.remove();
    }

    // Tell the page what was clicked; it is stressed at once, before the answer.
    choose({ flow, end }) {
      if (end && !end.partner) return;
      this.chosen = flow ? flow.corridor : null;
      this.chosenPartner = flow ? null : end.code;
      this.leave();
      this.stress();
      this.label();
      this.tell(flow ? { corridor: flow.corridor } : { partner: end.code });
    }

    // Bring what is chosen into view if none of it is.
    showChosen() {
      const chosen = this.flows.filter((flow) => this.isChosen(flow));
      if (!chosen.length || this.map.getBounds().intersects(this.bounds(chosen))) return;
      this.fit(chosen);
    }

    bounds(flows) {
      return L.latLngBounds(flows.flatMap(({ partner, local, line }) => [partner.latlng, local.latlng, line.middle()]));
    }

    fit(flows) {
      if (flows.length) this.show(this.bounds(flows));
    }

    fitCity() {
      const local = this.ends.filter((end) => !end.partner).map((end) => end.latlng);
      if (this.options.bounds || local.length) this.show(L.latLngBounds(this.options.bounds || local));
    }

    show(bounds) {
      window.yipan.fit(this.map, bounds, { ...ROUND, maxZoom: 12 });
    }

    // Name all partner regions that there is room for, those of most people first; and local units where
    // they lie well apart.
    label() {
      this.labels.clearLayers();
      if (!this.painting) return;
      const pen = document.createElement("canvas").getContext("2d");
      pen.font = `700 12px ${getComputedStyle(this.map.getContainer()).fontFamily}`;
      const view = L.bounds([0, 0], this.map.getSize());
      const place = (end, named) => {
        const dot = this.map.latLngToContainerPoint(end.latlng);
        const width = named && view.contains(dot) ? pen.measureText(end.name).width + 6 : 0;
        return { end, dot, radius: end.radius, width };
      };
      const local = this.local.map((end) => this.map.latLngToContainerPoint(end.latlng));
      const city = local.length ? L.bounds(local) : view;
      const named = this.ends.filter((end) => end.partner).sort((a, b) => this.first.has(b) - this.first.has(a));
      const ends = [...this.local.map((end) => place(end, false)), ...named.map((end) => place(end, true))];
      if (city.getSize().x > APART) ends.push(...this.local.map((end) => place(end, true)));
      window.YipanPlaceNames(ends, this.covered(), city.getCenter(), view).forEach(({ end, box }) => {
        this.addLabel(end.end, box.min.subtract(end.dot));
      });
    }

    // What buttons, scale and degrees cover of the map.
    covered() {
      const corner = this.map.getContainer().getBoundingClientRect();
      return [...this.map.getContainer().querySelectorAll(".leaflet-control, .yipan-degree")].map((control) => {
        const { left, top, right, bottom } = control.getBoundingClientRect();
        return L.bounds([left - corner.left, top - corner.top], [right - corner.left, bottom - corner.top]);
      });
    }

    addLabel(end, offset) {
      const text = document.createElement("span");
      text.textContent = end.name;
      const chosen = this.first.has(end) ? " yipan-label-chosen" : "";
      const icon = L.divIcon({ html: text, className: "yipan-label" + chosen, iconAnchor: [-offset.x, -offset.y] });
      const label = L.marker(end.latlng, { icon, interactive: end.partner }).addTo(this.labels);
      if (end.partner) label.on("click", () => this.choose({ end }));
    }
  }

  window.YipanFlowMap = FlowMap;
})();
