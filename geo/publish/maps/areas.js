// Groups of communities, each with one outline around it and a number in it.
(function () {
  "use strict";

  const INK = "#4c1d95";
  const RADIUS = 11;

  // The edges of some polygons that only one of them has: what is around all of them.
  // "rings" are lists of [lat, lng]; neighbours have the same vertices on their common edge.
  function outline(rings) {
    const edges = new Map();
    rings.forEach((ring) =>
      ring.forEach((start, i) => {
        const stop = ring[(i + 1) % ring.length];
        const ends = [start.join(), stop.join()];
        if (ends[0] === ends[1]) return;
        const key = ends.sort().join("|");
        if (edges.has(key)) edges.delete(key);
        else edges.set(key, [start, stop]);
      }),
    );
    return [...edges.values()];
  }

  // All rings of what Leaflet has as nested lists of places.
  function ringsOf(places) {
    if (!places.length) return [];
    return Array.isArray(places[0]) ? places.flatMap(ringsOf) : [places.map((at) => [at.lat, at.lng])];
  }

  const Areas = window.YipanGround.extend({
    fill(context) {
      Object.assign(context, { strokeStyle: INK, lineWidth: 2.5, lineJoin: "round", lineCap: "round" });
      this.data.forEach((area) => {
        context.beginPath();
        area.edges.forEach(([start, stop]) => {
          const [from, to] = [start, stop].map((at) => this._map.latLngToContainerPoint(at));
          context.moveTo(from.x, from.y);
          context.lineTo(to.x, to.y);
        });
        context.stroke();
      });
      Object.assign(context, { textAlign: "center", textBaseline: "middle", font: '700 12px "Source Sans", sans-serif' });
      this.data.forEach((area) => {
        const at = this._map.latLngToContainerPoint(area.middle);
        context.beginPath();
        context.arc(at.x, at.y, RADIUS, 0, 2 * Math.PI);
        Object.assign(context, { fillStyle: INK, strokeStyle: "#ffffff", lineWidth: 2 });
        context.fill();
        context.stroke();
        context.fillStyle = "#ffffff";
        context.fillText(area.number, at.x, at.y + 1);
      });
    },
  });

  // Areas out of numbers and the outlines of their communities, by code.
  function areasOf(groups, outlines) {
    return groups.map(([number, codes]) => {
      const layers = codes.filter((code) => outlines.has(code)).map((code) => outlines.get(code));
      const largest = layers.reduce((most, layer) => {
        const size = (of) => of.getBounds().getNorthWest().distanceTo(of.getBounds().getSouthEast());
        return most && size(most) > size(layer) ? most : layer;
      }, null);
      return {
        number: String(number),
        edges: outline(layers.flatMap((layer) => ringsOf(layer.getLatLngs()))),
        middle: largest && largest.getBounds().getCenter(),
      };
    }).filter((area) => area.middle);
  }

  window.YipanAreas = { Areas, areasOf, outline, ringsOf };
})();
