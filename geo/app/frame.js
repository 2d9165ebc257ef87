// Names that open their place as links of the navigation do, without another session; on a phone a
// menu that closes over what has been chosen in it; the link to copy; pictures and pages to print.
if (!window.yipanFrame) {
  window.yipanFrame = true;

  document.addEventListener("click", (event) => {
    const place = event.target.closest("a.yipan-place");
    if (!place || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    window.history.pushState({}, "", place.href);
    window.dispatchEvent(new PopStateEvent("popstate"));
  }, true);

  document.addEventListener("click", (event) => {
    const menu = event.target.closest("[data-testid=stSidebar]");
    const chosen = event.target.closest("a, [role=radio], .stButton button");
    const close = document.querySelector("[data-testid=stSidebarCollapseButton] button");
    const narrow = window.matchMedia("(max-width: 768px)").matches;
    if (narrow && menu && chosen && close) setTimeout(() => close.click(), 300);
  }, true);

  // Without a certificate a browser has no clipboard for pages; then the text is selected and copied.
  const copy = async (text) => {
    if (navigator.clipboard) {
      try {
        await navigator.clipboard.writeText(text);
        return;
      } catch { /* not allowed: the other way */ }
    }
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".yipan-copy");
    if (!button) return;
    const [before, after] = button.querySelectorAll("span");
    copy(window.location.href).then(() => {
      before.hidden = true;
      after.hidden = false;
      setTimeout(() => { before.hidden = false; after.hidden = true; }, 2500);
    });
  });

  // Streamlit's tables make the same format anew for each number they measure or show.
  const formats = new Map();
  Intl.NumberFormat = new Proxy(Intl.NumberFormat, {
    construct(target, given) {
      const key = JSON.stringify(given);
      if (!formats.has(key)) formats.set(key, new target(...given));
      return formats.get(key);
    },
  });

  // Draw an SVG of ours at twice its size and hand it out as PNG.
  window.yipanPicture = ([svg, name]) => {
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      Object.assign(canvas, { width: 2 * image.width, height: 2 * image.height });
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((picture) => {
        const link = document.createElement("a");
        Object.assign(link, { href: URL.createObjectURL(picture), download: name });
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 10000);
      });
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  };

  // Print a page of ours, which has no script, from a frame that nobody sees.
  window.yipanPrint = ([html]) => {
    document.querySelector("iframe.yipan-print")?.remove();
    const frame = document.createElement("iframe");
    Object.assign(frame, { className: "yipan-print", title: document.title, srcdoc: html });
    frame.setAttribute("aria-hidden", "true");
    frame.tabIndex = -1;
    frame.style.cssText = "position:fixed;left:-2000px;width:1000px;height:1400px;border:0";
    frame.onload = () => frame.contentWindow.print();
    document.body.append(frame);
  };
}
