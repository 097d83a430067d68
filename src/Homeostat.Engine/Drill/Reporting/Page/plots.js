"use strict";
// Plots of one scenario: they share the block axis, the cursor, and the shading of restrictions.
const Plots = (() => {
  const UNIT = { USD: "USD", probability: "probability" };
  // Probability is drawn on a log-odds axis; beyond one in ten million nobody needs to see a difference.
  const FLOOR = 1e-7;
  const TICKS = [1e-6, 1e-4, 0.01, 0.5, 0.99, 0.9999, 1 - 1e-6];

  const logit = p => p === null ? null : Math.log10(Math.min(Math.max(p, FLOOR), 1 - FLOOR) / (1 - Math.min(Math.max(p, FLOOR), 1 - FLOOR)));

  // light-dark() is resolved only where a colour is used.
  function colour(name) {
    const probe = document.createElement("i");
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value;
  }

  function hue(line, index) {
    if (line.unit === "probability") return line.name.startsWith("p* ") ? "--warn" : ["--accent", "--second", "--third"][Math.floor(index / 2) % 3];
    return { mark: "--accent", index: "--second", "outside venues": "--wide" }[line.name] || "--accent";
  }

  const dashed = line => line.run === "without" || line.name.startsWith("p* ");
  const isWide = line => line.name === "outside venues";
  const label = line => line.unit === "probability" ? line.name : `${line.name}, ${line.run} Homeostat`;

  function figure(unit, value) {
    if (value === null || value === undefined) return "–";
    if (unit === "probability") return value > 0 && value < 0.001 ? value.toExponential(1) : value.toFixed(3);
    const digits = Math.abs(value) < 1000 ? 2 : 0;
    return (value < 0 ? "−$" : "$") + Math.abs(value).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  }

  function tick(unit, value) {
    if (unit === "probability") {
      const p = 1 / (1 + 10 ** -value);
      const near = TICKS.find(t => Math.abs(logit(t) - value) < 1e-6) ?? p;
      return near < 0.001 ? near.toExponential(0) : near > 0.9999 ? "1−1e-6" : String(near);
    }
    const size = Math.abs(value);
    const text = size >= 1e6 ? `${+(size / 1e6).toFixed(2)} M` : size >= 1e4 ? `${+(size / 1e3).toFixed(1)} k` : String(+size.toFixed(2));
    return value < 0 ? `−${text}` : text;
  }

  function csv(blocks, lines) {
    const quote = text => `"${text.replace(/^([=+\-@\t\r])/, "'$1").replace(/"/g, '""')}"`;
    const head = ["block", ...lines.map(l => quote(`${label(l)} [${l.unit}]`))].join(",");
    return [head, ...blocks.map((b, i) => [b, ...lines.map(l => l.values[i] ?? "")].join(","))].join("\n") + "\n";
  }

  function download(name, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  const PX = () => devicePixelRatio;

  function place(plot) {
    const { min, max } = plot.scales.x;
    return block => plot.valToPos(Math.min(Math.max(block ?? max, min), max), "x", true);
  }

  const widthOf = (span, x) => Math.max(x(span.to_block) - x(span.from_block), 2 * PX());

  function shade(plot, spans) {
    const { ctx, bbox } = plot;
    const x = place(plot);
    ctx.save();
    ctx.globalAlpha = 0.28;
    ctx.fillStyle = colour("--span");
    for (const span of spans) {
      ctx.fillRect(x(span.from_block), bbox.top, widthOf(span, x), bbox.height);
    }
    ctx.restore();
  }

  // On top of the grid and the lines, so that none strikes a word through.
  function mark(plot, spans, attack, named) {
    const { ctx, bbox } = plot;
    const x = place(plot);
    const top = bbox.top + 7 * PX();
    ctx.save();
    ctx.font = `600 ${11 * PX()}px system-ui, sans-serif`;
    ctx.textBaseline = "top";
    ctx.textAlign = "left";
    ctx.fillStyle = colour("--warn");
    let free = -Infinity;
    for (const span of spans) {
      ctx.fillRect(x(span.from_block), bbox.top, widthOf(span, x), 3 * PX());
      const left = Math.max(x(span.from_block) + 6 * PX(), free);
      const width = ctx.measureText(span.what).width;
      if (named && left + width < x(span.to_block)) {
        ctx.fillText(span.what, left, top);
        free = left + width + 12 * PX();
      }
    }
    ctx.fillStyle = colour("--risk");
    if (attack !== null) ctx.fillRect(x(attack) - PX(), bbox.top, 2 * PX(), bbox.height);
    if (named && attack !== null) {
      ctx.textAlign = "right";
      ctx.fillText("first attack ▸", x(attack) - 4 * PX(), top);
    }
    ctx.restore();
  }

  function axis(unit) {
    const look = { stroke: () => colour("--soft"), grid: { stroke: () => colour("--line"), width: 1 }, ticks: { show: false }, font: "12px system-ui, sans-serif" };
    const y = { ...look, size: 72, label: UNIT[unit] ?? unit, labelSize: 20, labelFont: "12px system-ui, sans-serif", values: (_, all) => all.map(v => tick(unit, v)) };
    if (unit === "probability") y.splits = plot => TICKS.map(logit).filter(v => v >= plot.scales.y.min && v <= plot.scales.y.max);
    return [{ ...look, size: 32, values: (_, all) => all.map(v => Number.isInteger(v) ? `${v}` : "") }, y];
  }

  function range(unit, named) {
    if (unit === "probability") return (_, low, high) => [Math.floor(Math.min(low, -2) - 0.2), Math.ceil(Math.max(high, 1) + 0.2)];
    return (_, low, high) => {
      const room = Math.max((high - low) * 0.1, Math.abs(high) * 0.002, 0.01);
      return [low - room, high + room * (named ? 2.4 : 1)];
    };
  }

  // Draws into `host`; `onCursor` is told the index under the cursor, null when it leaves.
  function draw(host, plot, shared, onCursor) {
    const unit = plot.lines[0].unit;
    const shown = plot.lines.map(l => unit === "probability" ? l.values.map(logit) : l.values);
    const options = {
      width: Math.max(host.clientWidth, 240),
      height: plot.height,
      padding: [8, 24, 0, 0],
      legend: { show: false },
      cursor: { sync: { key: shared.key }, y: false, points: { size: 6 } },
      scales: { x: { time: false, range: (_, low, high) => [low, high] }, y: { range: range(unit, plot.first) } },
      axes: axis(unit),
      series: [{}, ...plot.lines.map((l, i) => ({
        label: label(l),
        stroke: () => colour(hue(l, i)),
        width: isWide(l) ? 5 : dashed(l) ? 1.5 : 2,
        dash: dashed(l) ? [6, 4] : undefined,
        points: { show: false },
      }))],
      hooks: {
        drawClear: [u => shade(u, shared.spans)],
        draw: [u => mark(u, shared.spans, shared.attack, plot.first)],
        setCursor: [u => onCursor(u.cursor.idx ?? null)],
      },
    };
    const drawn = new uPlot(options, [shared.blocks, ...shown], host);
    new ResizeObserver(() => drawn.setSize({ width: Math.max(host.clientWidth, 240), height: plot.height })).observe(host);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn.redraw());
    return drawn;
  }

  return { draw, csv, download, figure, hue, dashed, isWide, label, logit };
})();
