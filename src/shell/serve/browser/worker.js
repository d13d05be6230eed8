// One stream of changes for all tabs: browsers allow six streams to one host, and authors have more tabs than that.
"use strict";
const tabs = new Set();
let source = null;
let heard = 0;
let generation = "0";

const tell = () => {
  for (const tab of tabs) tab.postMessage(generation);
};

const connect = () => {
  source?.close();
  source = new EventSource("/_playbook/live");
  heard = Date.now();
  source.onmessage = (event) => {
    heard = Date.now();
    generation = event.data;
    tell();
  };
  source.addEventListener("beat", () => (heard = Date.now()));
};

// After sleep, or when the server went without a word, the stream is silent for ever: a new one is opened.
setInterval(() => {
  const isSilent = Date.now() - heard > 25000;
  if (tabs.size > 0 && (source === null || isSilent || source.readyState === EventSource.CLOSED)) connect();
}, 1000);

self.onconnect = (event) => {
  const tab = event.ports[0];
  tabs.add(tab);
  tab.onmessage = ({ data }) => {
    if (data === "close") tabs.delete(tab);
  };
  tab.start?.();
  if (source === null) connect();
  else tab.postMessage(generation);
};
