"use strict";
// Sorts a table by the column whose head is pressed. Without this script the tables stand as they were made.
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      const key = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent;
      const compare = (a, b) => {
        const x = Number(key(a)), y = Number(key(b));
        return key(a) !== "" && key(b) !== "" && !isNaN(x) && !isNaN(y) ? x - y : key(a).localeCompare(key(b));
      };
      const rows = [...table.tBodies[0].rows].sort((a, b) => (up ? compare(a, b) : compare(b, a)));
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      table.tBodies[0].append(...rows);
    });
  });
}

// Shows values and series of the pictures. A picture's script, which stands behind the link below it, has the data; where
// its plots are, and what to tell of a row, the figure says (the end of templates/style.gp). Without this script the
// pictures are as they were drawn.
function readScript(text) {
  // gnuplot's strings: 'it''s', or several joined by dots.
  const string = (code) => [...code.matchAll(/"([^"]*)"|'((?:[^']|'')*)'/g)]
    .map((m) => (m[1] ?? m[2].replaceAll("''", "'")).replaceAll("\\n", " ")).join("");
  const label = (name) => string((text.match(new RegExp(`^(?:${name}_lines = 2; )?${name} = (.*)$`, "m")) ?? ["", ""])[1]);
  const on_y = Number(text.match(/^series_y = (\d+)$/m)[1]);
  const entries = [...text.matchAll(/^panel_last\[\d+\] = \d+; entry\[\d+\] = (\d+)$/gm)].map((m) => Number(m[1]));
  const blocks = text.slice(text.indexOf("\n$data << EOD\n") + 14, text.indexOf("\nEOD\n")).split("\n\n\n")
    .map((block) => block.split("\n").map((row) => row.split(" ").map(Number)));
  const series = [...text.matchAll(/^color\[\d+\] = '(#\w{6})'; style\[\d+\] = \d+; bounded\[\d+\] = \d; wide\[\d+\] = \d+; label\[\d+\] = (.*)$/gm)]
    .map((m, i) => ({ color: m[1], name: string(m[2]), row: entries[i] ?? i + 1, values: blocks[i], on: true, parts: [],
      axis: i < on_y ? "Y" : "Y2" }));
  return { series, X: label("x_label"), Y: label("y_label"), Y2: label("y2_label") };
}

// A number in four digits.
const number = (value) => String(Number(value.toPrecision(4)));

function tell(plot, script, series, row) {
  const text = (pattern) => pattern.replace(/%(?:([xy])|(\d)(p|e)?(?:\(([^)]*)\))?)/g, (all, axis, column, how, words) => {
    const value = row[column - 1];
    return axis ? script[axis === "x" ? "X" : series.axis] : words ? words.split("|")[value]
      : isNaN(value) || (how === "e" && value === 0) ? "?" : number(how === "p" ? 100 - 100 / value : value);
  });
  const said = plot.tells.replace(/\{([^}]*)\}/g, (all, part) => (text(part).includes("?") ? "" : part));
  return (series.name ? series.name + ": " : "") + text(said);
}

// The marks of all series that are shown, with their places in the dots of the image.
function listMarks(plots, script, height) {
  const share = (value, [low, high, log]) => (log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low));
  return plots.flatMap((plot) => [...new Set(plot.drawn)].map((i) => script.series[i - 1]).filter((s) => s.on)
    .flatMap((series) => series.values.flatMap((row) => plot.places.slice(1).map((column) => {
      const y = plot.rows.length > 0 ? series.row + (plot.rows[0] * row[column - 1] || 0) : row[column - 1];
      const [left, right, bottom, top] = plot.box;
      return { x: left + share(row[plot.places[0] - 1] / plot.unit, plot.X) * (right - left),
        y: height - bottom - share(y, plot[series.axis]) * (top - bottom), series, plot, row };
    })))).filter((mark) => isFinite(mark.x) && isFinite(mark.y));
}

function listParts(svg, plots, script) {
  let plot = -1, part = 0;
  for (const group of svg.querySelectorAll("g[id*='_plot_']")) {
    const first = /_plot_1[a-z]*$/.test(group.id);
    plot += first ? 1 : 0;
    part = first ? 0 : part + 1;
    script.series[plots[plot]?.drawn[part] - 1]?.parts.push(group);
  }
}

function addSwitches(figure, script, changed) {
  const names = [...new Set(script.series.map((series) => series.name))];
  if (names.length < 2) return;
  const details = document.createElement("details"), summary = document.createElement("summary");
  details.className = "series";
  details.open = names.length <= 12;
  summary.textContent = "Series";
  details.append(summary);
  for (const name of names) {
    const label = document.createElement("label"), box = document.createElement("input");
    const alike = script.series.filter((series) => series.name === name);
    box.type = "checkbox";
    box.checked = true;
    box.style.accentColor = alike[0].color;
    box.addEventListener("change", () => {
      for (const series of alike) {
        series.on = box.checked;
        series.parts.forEach((part) => part.classList.toggle("off", !box.checked));
      }
      changed();
    });
    label.append(box, name);
    details.append(label);
  }
  figure.append(details);
}

function addValues(figure, svg, plots, script) {
  const height = svg.viewBox.baseVal.height, ring = document.createElementNS(svg.namespaceURI, "circle");
  const picture = document.createElement("div"), value = document.createElement("p");
  let marks = listMarks(plots, script, height), at = -1;
  picture.className = "picture";
  value.className = "value";
  ring.setAttribute("class", "ring");
  ring.setAttribute("r", 7);
  svg.replaceWith(picture);
  picture.append(svg, value);
  const set = (attributes) => Object.entries(attributes).forEach(([name, text]) => picture.setAttribute("aria-" + name, text));
  function show(i) {
    at = marks.length > 0 ? Math.min(Math.max(i, -1), marks.length - 1) : -1;
    value.hidden = at < 0;
    set({ valuemin: 0, valuemax: marks.length, valuenow: at + 1, valuetext: "none" });
    if (at < 0) return ring.remove();
    const { x, y, plot, series, row } = marks[at], box = svg.getBoundingClientRect();
    const scale = box.width / svg.viewBox.baseVal.width;
    value.textContent = tell(plot, script, series, row);
    set({ valuetext: value.textContent });
    ring.setAttribute("cx", x);
    ring.setAttribute("cy", y);
    svg.append(ring);
    value.style.left = Math.max(0, Math.min(x * scale + 12, box.width - value.offsetWidth)) + "px";
    value.style.top = (y * scale > box.height / 2 ? y * scale - value.offsetHeight - 12 : y * scale + 12) + "px";
  }
  const nearest = (far) => marks.reduce((best, mark, i) => (far(mark) < (best < 0 ? Infinity : far(marks[best])) ? i : best), -1);
  // The next series of the plot, or of another one, at the place that is nearest.
  function step(by) {
    const others = marks.filter((mark, i) => i === 0 || mark.series !== marks[i - 1].series || mark.plot !== marks[i - 1].plot);
    const here = others.findIndex((mark) => mark.series === marks[at].series && mark.plot === marks[at].plot);
    const next = others[(here + by + others.length) % others.length];
    return nearest((mark) => (mark.series === next.series && mark.plot === next.plot ? Math.abs(mark.x - marks[at].x) : Infinity));
  }
  const keys = { ArrowRight: () => at + 1, ArrowLeft: () => Math.max(at - 1, 0), ArrowDown: () => step(1), ArrowUp: () => step(-1),
    Home: () => 0, End: () => marks.length - 1, Escape: () => -1 };
  picture.tabIndex = 0;
  set({ label: "Values of: " + svg.getAttribute("aria-label") });
  picture.setAttribute("role", "slider");
  picture.addEventListener("focus", () => show(Math.max(at, 0)));
  picture.addEventListener("blur", () => show(-1));
  picture.addEventListener("keydown", (event) => {
    if (!keys[event.key] || marks.length === 0) return;
    event.preventDefault();
    show(at < 0 ? 0 : keys[event.key]());
  });
  picture.addEventListener("pointermove", (event) => {
    const box = svg.getBoundingClientRect(), scale = box.width / svg.viewBox.baseVal.width;
    const far = (mark) => Math.hypot(mark.x - (event.clientX - box.left) / scale, mark.y - (event.clientY - box.top) / scale);
    const i = nearest(far);
    show(i >= 0 && far(marks[i]) < 24 ? i : -1);
  });
  picture.addEventListener("pointerleave", () => show(-1));
  show(-1);
  return () => { marks = listMarks(plots, script, height); show(-1); };
}

for (const figure of document.querySelectorAll("figure[data-plots]")) {
  const plots = JSON.parse(figure.dataset.plots), link = figure.nextElementSibling.querySelector("a[download$='.gp']");
  if (plots.length === 0) continue;
  const bytes = Uint8Array.from(atob(link.href.split(",")[1]), (c) => c.charCodeAt(0));
  const svg = figure.querySelector("svg"), script = readScript(new TextDecoder().decode(bytes));
  listParts(svg, plots, script);
  addSwitches(figure, script, addValues(figure, svg, plots, script));
}
