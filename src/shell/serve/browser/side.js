// Two sites side by side, scrolled in step by their headings.
"use strict";
(() => {
  const query = new URLSearchParams(location.search);
  const frames = [...document.querySelectorAll("iframe")];
  // Only pages of this server are shown.
  const path = (text) => {
    const url = new URL(text ?? "/", location.origin);
    return url.origin === location.origin ? url.pathname + url.search + url.hash : "/";
  };
  frames[0].src = path(query.get("left"));
  frames[1].src = path(query.get("right"));

  const steps = (view) => {
    const places = [...view.document.querySelectorAll("main [id]")]
      .filter((element) => /^H[1-6]$/.test(element.tagName))
      .map((element) => [element.id, element.getBoundingClientRect().top + view.scrollY]);
    const end = view.document.documentElement.scrollHeight - view.innerHeight;
    return [["", 0], ...places.filter(([, top]) => top > 0 && top < end), ["\0end", Math.max(end, 1)]];
  };
  // The same share of the way between the headings that both have.
  const follow = (from, to) => {
    const there = new Map(steps(to));
    const both = steps(from).filter(([id]) => there.has(id));
    const at = from.scrollY;
    let place = 0;
    while (place < both.length - 2 && both[place + 1][1] <= at) place++;
    const [[id, start], [nextId, next]] = [both[place], both[place + 1]];
    const share = Math.min(1, Math.max(0, (at - start) / Math.max(1, next - start)));
    const [start2, next2] = [there.get(id), there.get(nextId)];
    to.scrollTo({ top: start2 + share * (next2 - start2), behavior: "instant" });
  };
  // Who is being followed, and who was last.
  let leader = null, last = null;
  let release = 0;
  const keepStep = () => {
    const views = frames.map((frame) => frame.contentWindow);
    if (!views.every((view) => view?.document?.body)) return;
    // What was scrolled before its page had come said nothing.
    last ??= [0, 1].find((place) => views[place].scrollY > 0) ?? null;
    if (last !== null) follow(views[last], views[1 - last]);
  };
  for (const [place, frame] of frames.entries()) {
    frame.addEventListener("load", () => {
      const view = frame.contentWindow;
      view.addEventListener("scroll", () => {
        if (leader !== null && leader !== place) return;
        leader = last = place;
        clearTimeout(release);
        release = setTimeout(() => (leader = null), 150);
        keepStep();
      }, { passive: true });
      // With its styles and pictures a page has other heights than before.
      keepStep();
    });
  }
})();
