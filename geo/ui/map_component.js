// Loads the scripts of maps once and mounts a map where Streamlit has a place for it.
const address = (path) => new URL(path, document.baseURI).href;

function loadStyle(path) {
  return new Promise((done, failed) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address(path) });
    Object.assign(link, { onload: done, onerror: failed });
    document.head.append(link);
  });
}

export default async function ({ data, parentElement, setTriggerValue }) {
  window.yipanMaps ??= Promise.all([import(address(data.script)), loadStyle(data.style)]);
  await window.yipanMaps;
  return window.yipan.mount(parentElement, data, (clicked) => setTriggerValue("clicked", clicked));
}
