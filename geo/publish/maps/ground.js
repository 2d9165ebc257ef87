// A canvas that lies on a map and is drawn anew wherever the map stops.
(function () {
  "use strict";

  const EARTH_M = 40075016.7; // the equator

  window.YipanGround = L.Layer.extend({
    // "looks" is the class of the canvas, "options.pane" where it lies.
    initialize(data, options) {
      this.data = data;
      L.setOptions(this, options);
    },

    onAdd(map) {
      const animated = map.options.zoomAnimation && L.Browser.any3d;
      const looks = `yipan-ground ${this.looks || ""} leaflet-layer leaflet-zoom-${animated ? "animated" : "hide"}`;
      this._canvas = L.DomUtil.create("canvas", looks, this.getPane());
      this._canvas.style.transformOrigin = "0 0";
      map.on("moveend resize", this.draw, this);
      if (animated) map.on("zoomanim", this.grow, this);
      this.draw();
    },

    onRemove(map) {
      this._canvas.remove();
      map.off("moveend resize", this.draw, this).off("zoomanim", this.grow, this);
    },

    draw() {
      if (!this._map) return;
      const size = this._map.getSize();
      const dense = window.devicePixelRatio || 1;
      L.DomUtil.setPosition(this._canvas, this._map.containerPointToLayerPoint([0, 0]));
      Object.assign(this._canvas, { width: size.x * dense, height: size.y * dense }); // this clears it too
      Object.assign(this._canvas.style, { width: `${size.x}px`, height: `${size.y}px` });
      if (!size.x || !size.y) return;
      const context = this._canvas.getContext("2d");
      context.scale(dense, dense);
      this.fill(context, size);
    },

    grow(event) {
      const bounds = this._map.getBounds();
      const corner = this._map._latLngBoundsToNewLayerBounds(bounds, event.zoom, event.center).min;
      L.DomUtil.setTransform(this._canvas, corner, this._map.getZoomScale(event.zoom));
    },

    fade(opacity) {
      this._canvas.style.opacity = opacity;
    },

    kilometresPerPixel() {
      const lat = this._map.getCenter().lat;
      return (EARTH_M * Math.cos((lat * Math.PI) / 180)) / (256000 * 2 ** this._map.getZoom());
    },
  });
})();
