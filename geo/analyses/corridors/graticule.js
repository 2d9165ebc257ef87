// Meridians and parallels with their degrees, below the flows: where one is, without the outline of any country.
(function () {
  "use strict";

  const LINE = { color: "#dfe3e8", weight: 1, interactive: false, smoothFactor: 0 };
  const STEPS = [45, 30, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01];
  const APART = 90; // pixels between two meridians at least
  const BEYOND = 0.5; // of the view, drawn on each side, so that a pan finds lines there
  const HIGHEST = 85; // degrees: where Web Mercator ends

  window.YipanGraticule = L.LayerGroup.extend({
    onAdd: function (map) {
      const pane = map.createPane("yipan-graticule");
      pane.style.zIndex = 210;
      pane.style.pointerEvents = "none";
      this.renderer = L.canvas({ pane: "yipan-graticule", padding: BEYOND });
      map.on("moveend resize", this.draw, this);
      L.LayerGroup.prototype.onAdd.call(this, map);
      if (map.getSize().x) this.draw();
    },

    draw: function () {
      this.clearLayers();
      const view = this._map.getBounds();
      const perDegree = this._map.getSize().x / (view.getEast() - view.getWest());
      const step = STEPS.findLast((degrees) => degrees * perDegree >= APART) || STEPS[0];
      const around = view.pad(BEYOND);
      const [south, north] = [Math.max(around.getSouth(), -HIGHEST), Math.min(around.getNorth(), HIGHEST)];
      multiples(around.getWest(), around.getEast(), step).forEach((lon) => {
        this.line([[south, lon], [north, lon]]);
        if (lon > view.getWest() && lon < view.getEast()) this.degrees([view.getNorth(), lon], lon, step, "EW", [-3, 0]);
      });
      multiples(south, north, step).forEach((lat) => {
        this.line([[lat, around.getWest()], [lat, around.getEast()]]);
        if (lat > view.getSouth() && lat < view.getNorth()) this.degrees([lat, view.getEast()], lat, step, "NS", [40, 14]);
      });
    },

    line: function (ends) {
      this.addLayer(L.polyline(ends, { ...LINE, renderer: this.renderer }));
    },

    degrees: function (at, value, step, sides, iconAnchor) {
      const text = document.createElement("span");
      const decimals = Math.max(0, -Math.floor(Math.log10(step)));
      text.textContent = `${Math.abs(value).toFixed(decimals)}°${value ? sides[value < 0 ? 1 : 0] : ""}`;
      const icon = L.divIcon({ html: text, className: "yipan-degree", iconAnchor });
      this.addLayer(L.marker(at, { icon, interactive: false, keyboard: false }));
    },
  });

  function multiples(from, to, step) {
    const first = Math.ceil(from / step);
    return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, i) => (first + i) * step);
  }
})();
