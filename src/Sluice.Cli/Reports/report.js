"use strict";
// Tells the values of the charts below the pointer, or where the arrow keys have gone. The charts are there without it, and the tables hold every figure.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);

  // 1. Words. The same as in the tables.
  const digits = value => value >= 99.95 ? value.toFixed(0) : value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
  function bytes(value) {
    const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
    let unit = 0;
    for (; value >= 999.5 && unit < units.length - 1; unit++) value /= 1024;
    return unit === 0 ? `${Math.round(value)} B` : `${digits(value)} ${units[unit]}`;
  }
  const count = value => (+value.toFixed(2)).toLocaleString("en");
  const time = value => value === 0 ? "0 s" : value < 1e-3 ? `${digits(value * 1e6)} µs` : value < 1 ? `${digits(value * 1e3)} ms` : `${digits(value)} s`;
  const moment = value => `${(+value.toFixed(2)).toLocaleString("en")} s`;
  const words = { Count: count, PerSecond: value => `${count(value)}/s`, Rate: value => `${bytes(value)}/s`, Share: value => `${+(value * 100).toFixed(2)} %`, Time: time };

  // 2. Where a value is across a chart, from 0 to 1, and which range of values is there.
  const share = (chart, value) => chart.log ? Math.log(value / chart.from) / Math.log(chart.to / chart.from) : (value - chart.from) / (chart.to - chart.from);
  function rangeAt(chart, at) {
    const next = chart.edges.findIndex(edge => share(chart, edge) > at);
    return next > 0 ? next - 1 : next < 0 && at <= share(chart, chart.edges[chart.edges.length - 1]) ? chart.edges.length - 2 : -1;
  }
  const tell = (chart, index) => [chart.log ? `${time(chart.edges[index])} to ${time(chart.edges[index + 1])}` : `until ${moment(chart.edges[index + 1])}`,
    ...chart.lines.map(line => `${line.name}: ${words[chart.unit](line.values[index])}`)].join("\n");

  function make(tag, name, inside) {
    const made = document.createElement(tag);
    made.className = name;
    inside.append(made);
    return made;
  }

  // 3. Above each chart a layer that has its size: a line where one points, and what is there.
  for (const place of document.querySelectorAll(".chart")) {
    const chart = data[place.dataset.chart], over = make("div", "over", place), line = make("i", "cursor", over), tip = make("div", "tip", over);
    let now = -1;
    over.tabIndex = 0;
    over.setAttribute("role", "group");
    over.setAttribute("aria-label", `${place.closest("figure").querySelector("h3").textContent}: arrow keys tell the values`);
    tip.setAttribute("role", "status");
    const hide = () => line.hidden = tip.hidden = true;
    function show(at, text) {
      const width = over.clientWidth, left = at * width;
      line.hidden = tip.hidden = false;
      line.style.left = `${left}px`;
      tip.textContent = text;
      tip.style.left = `${Math.max(0, Math.min(width - tip.offsetWidth, left + 14 + tip.offsetWidth > width ? left - tip.offsetWidth - 14 : left + 14))}px`;
    }
    function point(event) {
      const box = over.getBoundingClientRect(), at = (event.clientX - box.left) / box.width;
      let near = null;
      for (const note of chart.notes) {
        const distance = Math.abs(share(chart, note.at) - at) * box.width;
        if (distance < 14 && (!near || distance <= near.distance)) near = { note, distance };
      }
      now = rangeAt(chart, at);
      if (near) show(share(chart, near.note.at), `${moment(near.note.at)}: ${near.note.text}`);
      else if (now >= 0) show(at, tell(chart, now));
      else hide();
    }
    over.addEventListener("pointermove", point);
    over.addEventListener("pointerdown", point);
    over.addEventListener("pointerleave", hide);
    over.addEventListener("blur", hide);
    over.addEventListener("keydown", event => {
      const most = chart.edges.length - 2, to = { ArrowLeft: now - 1, ArrowRight: now + 1, PageUp: now - 10, PageDown: now + 10, Home: 0, End: most }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      now = Math.max(0, Math.min(most, to));
      show((share(chart, chart.edges[now]) + share(chart, chart.edges[now + 1])) / 2, tell(chart, now));
    });
    hide();
  }
})();
