"use strict";
// Draws the charts of a report from the figures in the page. Without it the tables say the same.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const color = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

  // 1. Units. The same words as in the tables.
  const digits = value => String(+value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2));
  const bytes = value => {
    const units = ["B", "KiB", "MiB", "GiB", "TiB"];
    let at = 0;
    for (; value >= 1024 && at < units.length - 1; at++) value /= 1024;
    return `${digits(value)} ${units[at]}`;
  };
  const time = value => value === 0 ? "0" : value < 1e-3 ? `${+(value * 1e6).toPrecision(3)} µs` : value < 1 ? `${+(value * 1e3).toPrecision(3)} ms` : `${+value.toPrecision(3)} s`;
  const format = {
    rate: value => `${bytes(value)}/s`,
    count: value => (+value.toFixed(2)).toLocaleString("en"),
    share: value => `${digits(value * 100)} %`,
    time,
    moment: value => `${+value.toFixed(2)} s`,
  };

  // 2. Axes: round numbers, in the unit of the axis (powers of two for bytes).
  const steps = Array.from({ length: 60 }, (_, at) => 2 ** at);
  function axis(unit, options) {
    return {
      stroke: color("soft"),
      font: "12px system-ui, sans-serif",
      grid: { stroke: color("grid"), width: 1 },
      ticks: { show: false },
      gap: 6,
      values: (_, splits) => splits.map(value => value === null ? "" : format[unit](value)),
      ...options,
    };
  }

  // 3. What a pointer shows: the figures below it, and a decision that was made near it.
  function tip(chart) {
    const box = document.createElement("div");
    box.className = "tip";
    box.hidden = true;
    return {
      hooks: {
        init: plot => plot.over.append(box),
        setCursor: plot => {
          const { left, top } = plot.cursor;
          const lines = left >= 0 ? chart.say(plot, left) : null;
          box.hidden = !lines;
          if (!lines) return;
          box.textContent = lines.join("\n");
          const width = box.offsetWidth, height = box.offsetHeight;
          box.style.left = `${Math.max(0, left + 14 + width > plot.over.clientWidth ? left - width - 14 : left + 14)}px`;
          box.style.top = `${Math.max(0, Math.min(top + 14, plot.over.clientHeight - height))}px`;
        },
      },
    };
  }

  // 4. What lies behind or above the lines: the warm-up, percentiles.
  const behind = draw => ({ hooks: { drawClear: plot => { plot.ctx.save(); draw(plot, plot.ctx); plot.ctx.restore(); } } });
  const warmUp = behind((plot, context) => {
    if (plot.scales.x.min >= 0) return;
    const left = plot.valToPos(plot.scales.x.min, "x", true), right = plot.valToPos(Math.min(0, plot.scales.x.max), "x", true);
    context.fillStyle = color("warm-up");
    context.fillRect(left, plot.bbox.top, right - left, plot.bbox.height);
  });
  const percentiles = marks => behind((plot, context) => {
    context.strokeStyle = context.fillStyle = color("mark");
    context.lineWidth = devicePixelRatio;
    context.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
    context.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
    context.textBaseline = "bottom";
    let free = -Infinity;
    for (const [name, value] of marks) {
      const x = plot.valToPos(value, "x", true);
      if (x < plot.bbox.left || x > plot.bbox.left + plot.bbox.width) continue;
      context.beginPath();
      context.moveTo(x, plot.bbox.top);
      context.lineTo(x, plot.bbox.top + plot.bbox.height);
      context.stroke();
      const half = context.measureText(name).width / 2;
      if (x - half > free) {
        context.fillText(name, x - half, plot.bbox.top - 2 * devicePixelRatio);
        free = x + half + 4 * devicePixelRatio;
      }
    }
  });

  // 5. The kinds of charts.
  const held = uPlot.paths.stepped({ align: -1 });
  const zeroed = least => (_, min, max) => [0, Math.max(least, max * 1.08)];
  const seconds = (more = {}) => axis("moment", { space: 64, size: 30, ...more });
  // A second is known by its end; the first entry is only where the first one begins.
  const secondAt = (plot, left) => data.at.findIndex((end, index) => index > 0 && end >= plot.posToVal(left, "x"));

  // Where a chart names its axes, the names need room.
  const named = label => label ? { label, labelSize: 20, labelGap: 2, labelFont: "12px system-ui, sans-serif" } : {};

  function overTime(chart) {
    const lines = chart.lines;
    return {
      data: [data.at, ...lines.map(line => line.values)],
      options: {
        scales: { x: { time: false }, y: { range: zeroed(chart.least) } },
        axes: [seconds(named(chart.label && "time since the start")), axis(chart.unit, { size: chart.label ? 56 : 76, ...named(chart.label), incrs: chart.unit === "rate" ? steps : chart.whole ? [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5] : undefined })],
        series: [{}, ...lines.map((line, at) => ({
          stroke: color(line.color), fill: at === 0 ? color(line.color + "-fill") : undefined, width: 1.75, paths: held, points: { show: false },
        }))],
        plugins: [warmUp],
      },
      say: (plot, left) => {
        const at = secondAt(plot, left);
        return at < 0 ? null : [`until ${format.moment(data.at[at])}`, ...lines.map(line => `${line.name}: ${format[chart.unit](line.values[at])}`)];
      },
    };
  }

  function decisions() {
    const made = data.decisions;
    const at = [...new Set([...data.at, ...made.map(one => one.at)])].sort((a, b) => a - b);
    const allowed = new Map(data.at.map((x, index) => [x, data.concurrency[index]]));
    const latest = new Map(made.map(one => [one.at, one]));
    return {
      data: [at, at.map(x => allowed.get(x) ?? null), at.map(x => latest.get(x)?.to ?? null)],
      options: {
        scales: { x: { time: false }, y: { range: zeroed(4) } },
        axes: [seconds(), axis("count", { size: 76, incrs: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096] })],
        series: [
          {},
          { stroke: color("first"), fill: color("first-fill"), width: 1.75, paths: held, spanGaps: true, points: { show: false } },
          { stroke: color("mark"), fill: color("card"), width: 2, paths: () => null, points: { show: true, size: 9, width: 2, stroke: color("mark"), fill: color("card") } },
        ],
        plugins: [warmUp],
      },
      say: (plot, left) => {
        let near = null;
        for (const one of made) {
          const distance = Math.abs(plot.valToPos(one.at, "x") - left);
          if (distance < 14 && (!near || distance <= near.distance)) near = { ...one, distance };
        }
        if (near) return [`${format.moment(near.at)}: ${near.from} → ${near.to}`, near.reason];
        const next = secondAt(plot, left);
        return next < 0 ? null : [`until ${format.moment(data.at[next])}`, `requests allowed: ${data.concurrency[next]}`];
      },
    };
  }

  function spread(histogram) {
    const { edges, shares, marks } = histogram;
    // The last edge closes the last bar.
    const values = [...shares, 0];
    return {
      data: [edges, values],
      options: {
        padding: [18, 22, 0, 0],
        scales: { x: { time: false, distr: 3, range: () => [edges[0], edges[edges.length - 1]] }, y: { range: zeroed(0.01) } },
        axes: [
          axis("time", {
            size: 30,
            ...named(histogram.of && "time of one object"),
            splits: plot => [1, 2, 5].flatMap(step => Array.from({ length: 9 }, (_, decade) => step * 10 ** (decade - 5)))
              .filter(value => value >= plot.scales.x.min && value <= plot.scales.x.max).sort((a, b) => a - b),
            // Where 1, 2 and 5 of each decade do not fit, 1 does.
            filter: (plot, splits) => {
              const decade = plot.bbox.width / devicePixelRatio / Math.log10(plot.scales.x.max / plot.scales.x.min);
              const isDecade = value => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;
              return decade > 160 || splits.filter(isDecade).length < 2 ? splits : splits.map(value => isDecade(value) ? value : null);
            },
          }),
          axis("share", { size: 62, ...named(histogram.of && `share of ${histogram.of}`) }),
        ],
        series: [{}, { stroke: color("second"), fill: color("second-fill"), width: 1.5, paths: uPlot.paths.stepped({ align: 1 }), points: { show: false } }],
        plugins: [percentiles(marks)],
      },
      say: (plot, left) => {
        const value = plot.posToVal(left, "x");
        const bar = edges.findLastIndex(edge => edge <= value);
        return bar < 0 || bar >= shares.length ? null : [`${time(edges[bar])} to ${time(edges[bar + 1])}`, `${format.share(shares[bar])} of ${histogram.of ?? "requests"}`];
      },
    };
  }

  const kinds = {
    throughput: () => overTime({ unit: "rate", least: 1, lines: [{ name: "throughput", values: data.throughput, color: "first" }] }),
    concurrency: decisions,
    requests: () => overTime({
      unit: "count", least: 1, lines: [
        { name: "requests per second", values: data.requests, color: "first" },
        { name: "retries per second", values: data.retries, color: "second" },
        { name: "throttles per second", values: data.throttles, color: "alarm" }],
    }),
    cpu: () => overTime({ unit: "share", least: 0.05, lines: [{ name: "CPU", values: data.cpu, color: "second" }] }),
    first_byte: () => spread(data.first_byte),
    latency: () => spread(data.latency),
    objects: () => overTime({
      unit: "count", least: 1, label: "objects per second", lines: [
        { name: "done per second", values: data.done, color: "first" },
        { name: "failed per second", values: data.failed, color: "alarm" }],
    }),
    running: () => overTime({
      unit: "count", least: 1, label: "objects", lines: [
        { name: "programs running", values: data.running, color: "first" },
        { name: "waiting for programs", values: data.waiting, color: "second" },
        { name: "waiting for network", values: data.fetching, color: "mark" }],
    }),
    time: () => spread(data.time),
  };

  // 6. Draw all, and again when the width or the colours change.
  const drawn = new Map();
  function draw(place) {
    drawn.get(place)?.destroy();
    const chart = kinds[place.dataset.chart]();
    chart.options.plugins.push(tip(chart));
    drawn.set(place, new uPlot({
      width: place.clientWidth,
      height: place.clientHeight,
      padding: [10, 22, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
      ...chart.options,
    }, chart.data, place));
  }
  const places = [...document.querySelectorAll(".chart")];
  document.body.classList.remove("off");
  places.forEach(draw);
  const resized = new ResizeObserver(entries => entries.forEach(({ target }) => drawn.get(target)?.setSize({ width: target.clientWidth, height: target.clientHeight })));
  places.forEach(place => resized.observe(place));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => places.forEach(draw));
  matchMedia("print").addEventListener("change", () => places.forEach(draw));
})();
