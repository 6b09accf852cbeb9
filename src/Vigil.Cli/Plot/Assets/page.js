"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const host = document.getElementById("charts");
  const span = Math.max(data.span, 1);
  const pad = { left: 64, right: 10, top: 14, bottom: 20 };
  let hover = null;
  let colours = {};

  const bytes = (v) => {
    const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
    let u = 0;
    while (Math.abs(v) >= 1024 && u < units.length - 1) { v /= 1024; u++; }
    return trim(v) + " " + units[u];
  };
  const trim = (v) => v === 0 ? "0" : Math.abs(v) >= 1e6 || Math.abs(v) < 1e-3 ? v.toExponential(2) : String(+v.toPrecision(3));
  const write = {
    bytes,
    rate: (v) => bytes(v) + "/s",
    percent: (v) => trim(v) + " %",
    seconds: (v) => v !== 0 && Math.abs(v) < 1 ? trim(v * 1000) + " ms" : trim(v) + " s",
    celsius: (v) => trim(v) + " °C",
    watts: (v) => trim(v) + " W",
    number: trim,
  };
  const two = (n) => String(n).padStart(2, "0");
  const clock = (s) => {
    s = Math.max(0, Math.round(s));
    const h = Math.floor(s / 3600), m = Math.floor(s / 60) % 60;
    return h > 0 ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`;
  };

  // Round numbers for an axis: in the unit's own base, so that bytes come out as whole gibibytes.
  const ticks = (top, unit, wanted) => {
    let base = 1;
    if (unit === "bytes" || unit === "rate") while (top / base >= 1024) base *= 1024;
    const rough = top / base / wanted;
    const power = Math.pow(10, Math.floor(Math.log10(rough)));
    const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((m) => m >= rough) * base;
    const list = [];
    for (let v = 0; v <= top * 1.0001; v += step) list.push(v);
    return list;
  };
  const timeTicks = (wanted) => {
    const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800];
    const step = steps.find((s) => span / s <= wanted) ?? Math.ceil(span / wanted / 604800) * 604800;
    const list = [];
    for (let t = 0; t <= span; t += step) list.push(t);
    return list;
  };

  // A stretch without points is left open when it is much longer than usual for the series.
  const gapOf = (times) => {
    const steps = times.slice(1).map((t, i) => t - times[i]).sort((a, b) => a - b);
    return Math.max(data.interval * 6, span / 150, 8 * (steps[steps.length >> 1] ?? 0));
  };

  const nearest = (times, t, gap) => {
    let low = 0, high = times.length - 1;
    if (high < 0) return -1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle] < t) low = middle + 1; else high = middle;
    }
    if (low > 0 && t - times[low - 1] < times[low] - t) low--;
    return Math.abs(times[low] - t) <= gap ? low : -1;
  };

  const readColours = () => {
    const style = getComputedStyle(document.documentElement);
    for (const name of ["ink", "faint", "grid", "card", "warning", "critical", ...Array.from({ length: 8 }, (_, i) => "c" + i)]) {
      colours[name] = style.getPropertyValue("--" + name).trim();
    }
  };

  class Chart {
    constructor(chart, wide) {
      this.chart = chart;
      this.series = [...chart.stacked, ...chart.lines];
      for (const s of this.series) s.gap = gapOf(s.t);
      this.box = document.createElement("div");
      this.box.className = wide ? "chart wide" : "chart";
      const title = document.createElement("h2");
      title.textContent = chart.title + (chart.log ? " (logarithmic)" : "");
      this.legend = document.createElement("div");
      this.legend.className = "legend";
      this.values = this.series.map((s, i) => {
        const entry = document.createElement("span"), mark = document.createElement("i"), value = document.createElement("b");
        mark.style.background = `var(--${this.colour(i)})`;
        entry.append(mark, s.name, value);
        this.legend.append(entry);
        return value;
      });
      this.canvas = document.createElement("canvas");
      this.canvas.setAttribute("role", "img");
      this.canvas.setAttribute("aria-label", chart.title);
      this.box.append(title, this.legend, this.canvas);
      host.append(this.box);
      this.canvas.addEventListener("pointermove", (e) => point(this.timeAt(e.offsetX)));
      this.canvas.addEventListener("pointerdown", (e) => point(this.timeAt(e.offsetX)));
      this.canvas.addEventListener("pointerleave", () => point(null));
      new ResizeObserver(() => this.draw()).observe(this.canvas);
      this.scale();
    }

    // Areas take the colours in order; a line over areas is drawn in the colour of text.
    colour(i) {
      if (this.chart.stacked.length > 0 && i >= this.chart.stacked.length) return "ink";
      return "c" + (i % 8);
    }

    scale() {
      let top = 0, low = Infinity, least = 0;
      const sums = this.chart.stacked.length ? this.chart.stacked[0].t.map((_, j) => this.chart.stacked.reduce((sum, s) => sum + s.v[j], 0)) : [];
      for (const v of sums) top = Math.max(top, v);
      for (const s of this.chart.lines) {
        for (const v of s.hi ?? s.v) top = Math.max(top, v);
        for (const v of s.lo ?? s.v) { least = Math.min(least, v); if (v > 0) low = Math.min(low, v); }
      }
      this.top = Math.max(this.chart.top ?? 0, top * 1.05) || 1;
      this.low = this.chart.log && low < Infinity ? low : Math.min(0, least);
    }

    timeAt(x) {
      const width = this.canvas.clientWidth - pad.left - pad.right;
      return Math.min(span, Math.max(0, (x - pad.left) / width * span));
    }

    draw() {
      const ratio = window.devicePixelRatio || 1, w = this.canvas.clientWidth, h = this.canvas.clientHeight;
      if (w === 0) return;
      this.canvas.width = Math.round(w * ratio);
      this.canvas.height = Math.round(h * ratio);
      const g = this.canvas.getContext("2d");
      g.scale(ratio, ratio);
      const right = w - pad.right, bottom = h - pad.bottom, height = bottom - pad.top;
      const X = (t) => pad.left + t / span * (right - pad.left);
      const Y = this.chart.log
        ? (v) => bottom - (Math.log(Math.max(v, this.low)) - Math.log(this.low)) / (Math.log(this.top) - Math.log(this.low) || 1) * height
        : (v) => bottom - (v - this.low) / (this.top - this.low) * height;
      g.font = "11px system-ui, sans-serif";
      g.lineWidth = 1;
      this.grid(g, X, Y, w, right, bottom);
      g.save();
      g.beginPath();
      g.rect(pad.left, pad.top - 2, right - pad.left, height + 4);
      g.clip();
      this.events(g, X, bottom);
      this.areas(g, X, Y);
      this.chart.lines.forEach((s, i) => this.line(g, s, colours[this.colour(this.chart.stacked.length + i)], X, Y));
      this.thresholds(g, Y, right);
      if (hover !== null) {
        g.strokeStyle = colours.faint;
        g.beginPath();
        g.moveTo(X(hover), pad.top);
        g.lineTo(X(hover), bottom);
        g.stroke();
      }
      g.restore();
      this.tell();
    }

    grid(g, X, Y, w, right, bottom) {
      g.strokeStyle = colours.grid;
      g.fillStyle = colours.faint;
      g.textAlign = "right";
      g.textBaseline = "middle";
      const values = this.chart.log
        ? Array.from({ length: 40 }, (_, i) => Math.pow(10, i - 20)).filter((v) => v >= this.low && v <= this.top)
        : ticks(this.top, this.chart.unit, 4);
      for (const v of values.length ? values : [this.low, this.top]) {
        const y = Math.round(Y(v)) + .5;
        g.beginPath();
        g.moveTo(pad.left, y);
        g.lineTo(right, y);
        g.stroke();
        g.fillText(write[this.chart.unit](v), pad.left - 6, y);
      }
      g.textAlign = "center";
      g.textBaseline = "top";
      let taken = -Infinity;
      for (const t of timeTicks(Math.max(2, Math.floor((right - pad.left) / 80)))) {
        const half = g.measureText(clock(t)).width / 2, x = Math.min(X(t), w - 4 - half);
        if (x - half < taken + 8) continue;
        taken = x + half;
        g.fillText(clock(t), x, bottom + 5);
      }
    }

    events(g, X, bottom) {
      const many = data.events.length > 60;
      for (const e of data.events) {
        g.strokeStyle = g.fillStyle = e.level === 2 ? colours.critical : e.level === 1 ? colours.warning : colours.c7;
        g.globalAlpha = e.level === 2 ? .9 : .35;
        g.beginPath();
        g.moveTo(X(e.t), pad.top);
        g.lineTo(X(e.t), e.level > 0 ? bottom : pad.top + 6);
        g.stroke();
        if (many && e.level < 2) continue;
        g.beginPath();
        g.moveTo(X(e.t) - 3, pad.top - 2);
        g.lineTo(X(e.t) + 3, pad.top - 2);
        g.lineTo(X(e.t), pad.top + 4);
        g.fill();
      }
      g.globalAlpha = 1;
    }

    areas(g, X, Y) {
      const layers = this.chart.stacked;
      if (layers.length === 0) return;
      const t = layers[0].t, gap = layers[0].gap, base = new Array(t.length).fill(0);
      layers.forEach((s, i) => {
        g.fillStyle = colours[this.colour(i)];
        g.globalAlpha = .75;
        for (let from = 0; from < t.length;) {
          let to = from + 1;
          while (to < t.length && t[to] - t[to - 1] <= gap) to++;
          g.beginPath();
          g.moveTo(X(t[from]), Y(base[from]));
          for (let j = from; j < to; j++) g.lineTo(X(t[j]), Y(base[j] + s.v[j]));
          for (let j = to - 1; j >= from; j--) g.lineTo(X(t[j]), Y(base[j]));
          g.fill();
          from = to;
        }
        for (let j = 0; j < t.length; j++) base[j] += s.v[j];
      });
      g.globalAlpha = 1;
    }

    line(g, s, colour, X, Y) {
      const parts = [];
      for (let from = 0; from < s.t.length;) {
        let to = from + 1;
        while (to < s.t.length && s.t[to] - s.t[to - 1] <= s.gap) to++;
        parts.push([from, to]);
        from = to;
      }
      g.strokeStyle = g.fillStyle = colour;
      if (s.hi) {
        g.globalAlpha = .22;
        for (const [from, to] of parts) {
          g.beginPath();
          for (let j = from; j < to; j++) g.lineTo(X(s.t[j]), Y(s.hi[j]));
          for (let j = to - 1; j >= from; j--) g.lineTo(X(s.t[j]), Y(s.lo[j]));
          g.fill();
        }
        g.globalAlpha = 1;
      }
      g.lineWidth = 1.5;
      for (const [from, to] of parts) {
        if (to - from === 1) {
          g.beginPath();
          g.arc(X(s.t[from]), Y(s.v[from]), 1.8, 0, 7);
          g.fill();
          continue;
        }
        g.beginPath();
        for (let j = from; j < to; j++) g.lineTo(X(s.t[j]), Y(s.v[j]));
        g.stroke();
      }
      g.lineWidth = 1;
    }

    thresholds(g, Y, right) {
      g.textAlign = "left";
      g.textBaseline = "bottom";
      let free = Infinity;
      for (const level of [...this.chart.thresholds].sort((a, b) => a.value - b.value)) {
        if (level.value > this.top * 1.001) continue;
        g.strokeStyle = g.fillStyle = level.critical ? colours.critical : colours.warning;
        const y = Math.round(Y(level.value)) + .5;
        g.setLineDash([5, 4]);
        g.beginPath();
        g.moveTo(pad.left, y);
        g.lineTo(right, y);
        g.stroke();
        g.setLineDash([]);
        const base = y > pad.top + 12 ? y - 2 : y + 13;
        if (free - base < 12) continue;
        free = base;
        g.lineWidth = 3;
        g.strokeStyle = colours.card;
        g.strokeText(level.label, pad.left + 6, base);
        g.lineWidth = 1;
        g.fillText(level.label, pad.left + 6, base);
      }
    }

    tell() {
      this.series.forEach((s, i) => {
        const j = hover === null ? -1 : nearest(s.t, hover, s.gap);
        const f = write[this.chart.unit];
        this.values[i].textContent = j < 0 ? "" : s.hi && s.hi[j] !== s.lo[j] ? `${f(s.v[j])} (${f(s.lo[j])} – ${f(s.hi[j])})` : f(s.v[j]);
      });
    }
  }

  readColours();
  const charts = data.charts.map((chart, i) => new Chart(chart, i === 0));
  const readout = document.createElement("div");
  readout.id = "readout";
  readout.setAttribute("aria-live", "off");
  if (charts.length > 0) host.append(readout);

  const say = () => {
    readout.textContent = "";
    if (hover === null) {
      readout.textContent = "Point at a chart to read its values. Marks at the top are events.";
      return;
    }
    const at = new Date((data.from + hover) * 1000);
    readout.append(`${clock(hover)} after the start, ${at.toLocaleString()}`);
    const near = data.events.filter((e) => Math.abs(e.t - hover) <= span / 120);
    near.sort((a, b) => b.level - a.level || Math.abs(a.t - hover) - Math.abs(b.t - hover));
    for (const e of near.slice(0, 3)) {
      const part = document.createElement("span");
      part.className = e.level === 2 ? "bad" : e.level === 1 ? "doubtful" : "";
      part.textContent = ` · ${clock(e.t)} ${e.text}`;
      readout.append(part);
    }
  };

  let wanted = false;
  const redraw = () => {
    if (wanted) return;
    wanted = true;
    requestAnimationFrame(() => { wanted = false; for (const chart of charts) chart.draw(); say(); });
  };
  const point = (t) => { hover = t; redraw(); };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readColours(); redraw(); });
  for (const chart of charts) chart.draw();
  say();
})();
