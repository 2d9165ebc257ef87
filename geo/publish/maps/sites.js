// Places on a map of the app: sites, the areas around one of them, and a point that was clicked.
// Part of city_map.js, which hands over what a painting has under "places"; all text stays text.
(function () {
  "use strict";

  const SITE = { radius: 5, color: "#ffffff", weight: 1.5, fillOpacity: 1, bubblingMouseEvents: false };
  const CHOSEN = { radius: 9, color: "#111827", weight: 3 };
  const PIN = [
    { radius: 11, color: "#ffffff", weight: 6, fill: false },
    { radius: 11, color: "#be123c", weight: 3, fill: false },
    { radius: 3, stroke: false, fillColor: "#be123c", fillOpacity: 1 },
  ];

  // "city" is the map of city_map.js; "tip" makes the content of a tooltip. Those that are deaf cannot
  // be clicked.
  class Places {
    constructor(city, tip, { pane = "yipan-sites", deaf = false } = {}) {
      this.city = city;
      this.tip = tip;
      this.deaf = deaf;
      this.places = null;
      this.community = null;
      this.group = L.layerGroup().addTo(city.map);
      // Over the heat, and as SVG: a canvas there would keep the mouse from all below it.
      city.map.createPane(pane).style.zIndex = 450;
      this.renderer = L.svg({ pane, padding: 0.3 });
    }

    // Whether the page asks for points, so that a click on a community is told as one of its own.
    get listening() {
      return this.places !== null;
    }

    paint(places) {
      this.places = places;
      this.group.clearLayers();
      if (!places) return;
      places.zones.forEach((zone) =>
        this.add(
          L.polygon(zone.rings, {
            renderer: this.city.renderer,
            stroke: false,
            fillColor: zone.colour,
            fillOpacity: places.ink,
            interactive: false,
          }),
        ),
      );
      places.sites.forEach((site) => this.addSite(site));
      if (places.pin) this.mark(L.latLng(places.pin[1], places.pin[0]));
    }

    add(layer) {
      this.group.addLayer(layer);
      return layer;
    }

    addSite(site) {
      const looks = site.number === this.places.chosen ? { ...SITE, ...CHOSEN } : SITE;
      const circle = this.add(
        L.circleMarker([site.lat, site.lon], {
          ...looks,
          renderer: this.renderer,
          fillColor: this.places.colour,
        }),
      );
      circle.bindTooltip(() => this.tip(site.title, site.headers, site.values), {
        className: "yipan-tooltip",
        opacity: 1,
      });
      circle.on("mouseover", () => this.city.tooltip.remove());
      if (!this.deaf) circle.on("click", () => this.city.tell({ site: site.number }));
    }

    // Mark the point at once, before the answer of the page.
    mark(latlng) {
      if (this.pin) this.pin.forEach((layer) => layer.remove());
      this.pin = PIN.map((looks) =>
        this.add(
          L.circleMarker(latlng, { ...looks, renderer: this.renderer, interactive: false }),
        ),
      );
    }

    // The community under the point was told just before, by its own click.
    choosePlace(latlng) {
      if (!this.listening) return;
      const point = latlng.wrap();
      this.mark(point);
      this.city.tell({ place: [point.lng, point.lat], community_code: this.community });
      this.community = null;
    }
  }

  window.YipanPlaces = Places;
})();
