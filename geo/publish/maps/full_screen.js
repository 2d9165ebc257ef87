// A map in full screen: fitted to the larger room, with the title and the legends of the page above it.
// Part of city_map.js. What is shown is copied from the page, whose words are text already.
(function () {
  "use strict";

  const GAP = 12; // pixels between the sheet and what is fitted beside it

  // The legends of the page that stand above a map, below those of the map before it.
  function legendsAbove(box) {
    const part = box.closest("[data-testid=stVerticalBlock]");
    const marks = part ? [...part.querySelectorAll(".yipan-legend, .yipan-map")] : [];
    const above = marks.slice(0, marks.indexOf(box));
    return above.slice(above.findLastIndex((mark) => mark.matches(".yipan-map")) + 1);
  }

  class FullScreen {
    // "bounds" returns what is to be seen whole, "fit" shows bounds with room left beside them.
    constructor(map, { bounds, fit }) {
      Object.assign(this, { map, bounds, fit });
      this.sheet = document.createElement("div");
      this.sheet.className = "yipan-sheet";
      this.sheet.hidden = true;
      const control = L.control({ position: "bottomleft" });
      control.onAdd = () => this.sheet;
      control.addTo(map);
      L.DomEvent.disableScrollPropagation(this.sheet);
      document.addEventListener("fullscreenchange", () => this.turn());
    }

    toggle() {
      if (document.fullscreenElement) {
        document.exitFullscreen();
        return;
      }
      this.before = { centre: this.map.getCenter(), zoom: this.map.getZoom(), seen: this.map.getBounds() };
      this.map.getContainer().requestFullscreen();
    }

    // What was seen is seen in the larger room too, and once that is left as it was before.
    turn() {
      const entered = document.fullscreenElement === this.map.getContainer();
      this.sheet.hidden = !entered;
      this.map.invalidateSize();
      if (!this.before) return;
      const { centre, zoom, seen } = this.before;
      if (!entered) {
        this.map.setView(centre, zoom, { animate: false });
        this.before = null;
        return;
      }
      this.write();
      const whole = this.bounds();
      const left = this.sheet.offsetWidth + GAP;
      const beside = left < this.map.getSize().x / 2 ? left : 0;
      this.fit(whole.isValid() && seen.contains(whole) ? whole : seen, beside);
    }

    // Once more after a painting: the page says of it what it is.
    write() {
      if (this.sheet.hidden) return;
      const title = document.querySelectorAll(".yipan-head > h1, .yipan-head > span");
      const marks = [...title, ...legendsAbove(this.map.getContainer())];
      this.sheet.replaceChildren(...marks.map((mark) => mark.cloneNode(true)));
    }
  }

  window.YipanFullScreen = { FullScreen };
})();
