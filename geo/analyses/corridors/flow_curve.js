// A curve with arrow heads, as a path of Leaflet's canvas. Part of the map of flows.
(function () {
  "use strict";

  const HALO = "#111827"; // behind a line that is stressed
  const GAP = 6; // pixels between the middle of an end and the line
  const STEPS = 16; // a curve is made of so many straight pieces where the mouse is looked for

  function at(a, b, c, t) {
    const s = 1 - t;
    return a.multiplyBy(s * s).add(b.multiplyBy(2 * s * t)).add(c.multiplyBy(t * t));
  }

  // A quadratic curve with arrow heads, bent to the left of the way from the partner region to the local
  // one as the lines of the GeoPackage are; drawn by Leaflet's canvas like any path of its own.
  window.YipanCurve = L.Path.extend({
    initialize: function (partner, local, options) {
      L.setOptions(this, options);
      this.partner = partner;
      this.local = local;
    },

    _project: function () {
      const a = this._map.latLngToLayerPoint(this.partner);
      const c = this._map.latLngToLayerPoint(this.local);
      const across = c.subtract(a);
      const knee = a.add(c).divideBy(2).add(L.point(across.y, -across.x).multiplyBy(2 * this.options.bend));
      const length = a.distanceTo(c);
      const head = Math.min(6 + 1.3 * this.options.weight, length / 3);
      const gap = Math.min(GAP, length / 6);
      const start = a.distanceTo(knee) * 2 || 1; // the speed of the curve at its ends
      const tips = [gap / start, 1 - gap / start];
      const bases = [tips[0] + (this.options.out ? head / start : 0), tips[1] - (this.options.in ? head / start : 0)];
      const curve = (t) => at(a, knee, c, t);
      this._heads = [];
      if (this.options.out) this._heads.push(this._head(curve(tips[0]), curve(bases[0])));
      if (this.options.in) this._heads.push(this._head(curve(tips[1]), curve(bases[1])));
      const [s, t] = bases;
      const middle = a
        .multiplyBy((1 - s) * (1 - t))
        .add(knee.multiplyBy(s * (1 - t) + t * (1 - s)))
        .add(c.multiplyBy(s * t));
      this._line = [curve(s), middle, curve(t)];
      this._pieces = null;
      this._updateBounds();
    },

    // The point where the curve is farthest from the straight line.
    middle: function () {
      return this._map.layerPointToLatLng(at(...this._line, 0.5));
    },

    _head: function (tip, base) {
      const along = tip.subtract(base);
      const half = (2.2 + 0.75 * this.options.weight) / (tip.distanceTo(base) || 1);
      const side = L.point(-along.y, along.x).multiplyBy(half);
      return [tip, base.add(side), base.subtract(side)];
    },

    _updateBounds: function () {
      const reach = this.options.weight + this.options.halo + 2;
      const bounds = L.bounds(this._line.concat(...this._heads));
      this._pxBounds = L.bounds(bounds.min.subtract([reach, reach]), bounds.max.add([reach, reach]));
    },

    _update: function () {
      if (this._map) this._updatePath();
    },

    _updatePath: function () {
      if (!this._renderer._drawing) return;
      const pen = this._renderer._ctx;
      const { color, weight, opacity, halo } = this.options;
      pen.lineCap = "butt";
      pen.lineJoin = "round";
      if (halo) {
        pen.globalAlpha = 1;
        this._stroke(pen, HALO, weight + 2 * halo);
        this._fillHeads(pen, HALO, 2 * halo);
      }
      pen.globalAlpha = opacity;
      this._stroke(pen, color, weight);
      this._fillHeads(pen, color, 0);
    },

    _stroke: function (pen, colour, width) {
      const [from, middle, to] = this._line;
      pen.beginPath();
      pen.moveTo(from.x, from.y);
      pen.quadraticCurveTo(middle.x, middle.y, to.x, to.y);
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.stroke();
    },

    _fillHeads: function (pen, colour, rim) {
      pen.beginPath();
      this._heads.forEach((head) => {
        head.forEach((p, i) => (i ? pen.lineTo(p.x, p.y) : pen.moveTo(p.x, p.y)));
        pen.closePath();
      });
      pen.fillStyle = colour;
      pen.fill();
      if (!rim) return;
      pen.lineWidth = rim;
      pen.stroke();
    },

    _containsPoint: function (point) {
      const reach = this.options.weight / 2 + this._renderer.options.tolerance;
      if (!this._pxBounds.contains(point)) return false;
      if (!this._pieces) {
        this._pieces = Array.from({ length: STEPS + 1 }, (_, i) => at(...this._line, i / STEPS));
      }
      return this._pieces.some(
        (p, i) => i && L.LineUtil.pointToSegmentDistance(point, this._pieces[i - 1], p) <= reach,
      );
    },
  });
})();
