// Draws the figure that the page carries as JSON, with the page's colours, and lets it be walked by
// keyboard, searched and saved. Everything it needs comes from this site.
import { save } from "./picture.js";

const rtl = document.documentElement.dir === "rtl";
const narrow = matchMedia("(max-width: 40rem)").matches;
const scheme = matchMedia("(prefers-color-scheme: dark)");
const localeScript = document.querySelector("script[data-locale]");
const WORLD = { lon: 0, lat: 13 };
// A picture that is saved is dark on white, whatever the screen shows.
const PRINT = { ink: "#1c2733", quiet: "#526170", line: "#d7dee5", paper: "#ffffff", "no-data": "#b9bec4" };
let area, figure, texts, spoken, tools, isMap;
let centres = {};

function colours() {
  const probe = document.createElement("span");
  area.append(probe);
  const found = {};
  for (const name of ["ink", "quiet", "line", "paper", "no-data"]) {
    probe.style.color = `var(--${name})`;
    found[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  // On a dark page the low classes are the dark ones: what stands out is what is large.
  const dark = getComputedStyle(area).colorScheme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches;
  found.classes = dark ? figure.dark : undefined;
  return found;
}

function labelRoom(axis) {
  // The library makes room for labels at the left only.
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `14px ${getComputedStyle(document.body).fontFamily}`;
  const labels = axis.ticktext ?? [];
  return Math.ceil(Math.max(0, ...labels.map((label) => pen.measureText(label).width))) + 16;
}

function mirrored(layout) {
  const made = { ...layout, legend: { ...layout.legend, x: 1, xanchor: "right" } };
  if (made.yaxis) {
    made.yaxis = { ...made.yaxis, side: "right", automargin: false };
    made.margin = { ...made.margin, l: 16, r: Math.min(labelRoom(made.yaxis), area.offsetWidth / 2) };
  }
  if (figure.data[0]?.type === "bar") {
    made.xaxis = { ...made.xaxis, range: [...made.xaxis.range].reverse() };
  }
  return made;
}

function themed(layout, paint) {
  const made = {
    ...(rtl ? mirrored(layout) : layout),
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: getComputedStyle(document.body).fontFamily, size: 14, color: paint.ink },
    hoverlabel: { bgcolor: paint.paper, bordercolor: paint.line, font: { color: paint.ink } },
  };
  for (const axis of ["xaxis", "yaxis"]) {
    if (made[axis]) {
      made[axis] = { ...made[axis], gridcolor: paint.line, linecolor: paint.line, zerolinecolor: paint.quiet };
    }
  }
  if (narrow && made.xaxis?.showticklabels === false) {
    made.xaxis = { ...made.xaxis, range: made.xaxis.range.map((end) => end * 1.25) };
  }
  if (made.geo) {
    made.geo = { ...made.geo, landcolor: paint["no-data"], countrycolor: paint.paper };
  }
  if (area.dataset.view === "line") {
    made.annotations = [{
      text: area.dataset.unit, showarrow: false, xref: "paper", yref: "paper", x: rtl ? 1 : 0, y: 1,
      xanchor: rtl ? "right" : "left", yanchor: "bottom", yshift: layout.margin.t - 28, font: { color: paint.quiet, size: 13 },
    }];
  }
  return made;
}

function traces(paint) {
  if (!isMap) {
    return figure.data;
  }
  const shade = (colour) => paint.classes?.[colour] ?? colour;
  const shapes = figure.data.map((trace) => ({
    ...trace,
    colorscale: trace.colorscale.map(([at, colour]) => [at, shade(colour)]),
    marker: { ...trace.marker, line: { color: paint.paper, width: 0.5 } },
  }));
  const found = Object.keys(figure.places).filter((code) => centres[code]?.small);
  const dots = {
    type: "scattergeo", mode: "markers", showlegend: false, hovertemplate: "%{text}<extra></extra>",
    lon: found.map((code) => centres[code].lon), lat: found.map((code) => centres[code].lat),
    text: found.map((code) => figure.places[code].text),
    marker: {
      size: narrow ? 5 : 8, color: found.map((code) => shade(figure.places[code].colour)),
      line: { color: paint.ink, width: 1 },
    },
  };
  const missing = {
    type: "scattergeo", mode: "markers", lon: [null], lat: [null], name: figure.no_data.name,
    marker: { symbol: "square", size: 12, color: paint["no-data"] }, showlegend: true,
  };
  const ring = {
    type: "scattergeo", mode: "markers", lon: [null], lat: [null], showlegend: false, hoverinfo: "skip",
    marker: { size: 22, color: "rgba(0,0,0,0)", line: { color: "#D55E00", width: 3 } },
  };
  return [...shapes, missing, dots, ring];
}

async function json(url) {
  const answer = await fetch(url);
  if (!answer.ok) {
    throw new Error(`${url}: ${answer.status}`);
  }
  return answer.json();
}

async function prepareMap() {
  // Registered under Plotly's own name, so that it asks no other host for the shapes.
  const [shapes, small] = await Promise.all([json(area.dataset.topology), json(area.dataset.centroids)]);
  window.PlotlyGeoAssets = { topojson: { world_110m: shapes } };
  for (const one of shapes.objects.countries.geometries) {
    const [lon, lat] = one.properties?.ct ?? [];
    centres[one.id] = { lon, lat, small: false };
  }
  for (const [code, [lon, lat]] of Object.entries(small)) {
    centres[code] = { lon, lat, small: true };
  }
}

function points() {
  if (isMap) {
    const order = new Intl.Collator(document.documentElement.lang);
    return Object.entries(figure.places)
      .map(([code, one]) => ({ code, ...one }))
      .sort((a, b) => order.compare(a.name, b.name));
  }
  return figure.data.flatMap((trace, curveNumber) =>
    (trace.text ?? []).flatMap((text, pointNumber) => {
      if (trace.meta === "events") {
        return { curveNumber, pointNumber, text: trace.hovertext[pointNumber].replaceAll("<br>", "; "), url: trace.customdata[pointNumber] };
      }
      const bar = trace.type === "bar";
      // Between two years a line ends where its series breaks; there is no figure to walk to.
      if (!bar && trace.x[pointNumber] % 1) return [];
      const where = bar ? trace.y[pointNumber] : `${trace.name}, ${trace.x[pointNumber]}`;
      const missing = (bar ? trace.x : trace.y)[pointNumber] === null;
      return { curveNumber, pointNumber, missing, text: `${where}: ${missing ? texts.none : text}` };
    }),
  );
}

function show(point) {
  spoken.textContent = point.url ? `${point.text}. ${texts.open}` : point.text;
  if (!isMap) {
    Plotly.Fx.hover(area, point.missing ? [] : [point]);
    return;
  }
  const { lon = null, lat = null } = centres[point.code] ?? {};
  Plotly.restyle(area, { lon: [[lon]], lat: [[lat]] }, [area.data.length - 1]);
}

function walk() {
  const all = points();
  let place = -1;
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity };
  area.addEventListener("keydown", (event) => {
    if (event.key in steps && all.length) {
      event.preventDefault();
      place = Math.min(all.length - 1, Math.max(0, place + steps[event.key]));
      show(all[place]);
    } else if (event.key === "Enter" && all[place]?.url) {
      location.href = all[place].url;
    }
  });
  return all;
}

function look(lon, lat, scale) {
  // Turned to the place, so that the Pacific is not torn at the edge of the map.
  Plotly.relayout(area, {
    "geo.center": { lon, lat }, "geo.projection.rotation": { lon }, "geo.projection.scale": scale,
  });
}

function searching(all) {
  const select = document.getElementById("chart-find");
  if (!select) {
    return;
  }
  for (const one of all.filter((each) => each.code in centres)) {
    select.append(new Option(one.name, one.code));
  }
  select.addEventListener("change", () => {
    const found = all.find((one) => one.code === select.value);
    if (found) {
      const { lon, lat } = centres[found.code];
      show(found);
      look(lon, lat, 3);
    } else {
      show({ text: "", code: "" });
      look(WORLD.lon, WORLD.lat, 1);
    }
  });
}

function confess(absent) {
  const note = document.getElementById("chart-absent");
  note.hidden = absent.length === 0;
  note.textContent = `${texts.absent} ${absent.map((one) => one.text).join("; ")}`;
}

function height(layout) {
  const lines = figure.data.filter((trace) => trace.showlegend !== false).map((trace) => trace.name ?? "");
  const width = lines.reduce((sum, name) => sum + name.length * 8 + 60, 0);
  const rows = layout.showlegend === false ? 0 : Math.ceil(width / area.offsetWidth);
  return layout.height ?? area.offsetHeight + Math.max(0, rows - 2) * 24;
}

async function draw() {
  if (isMap) {
    await prepareMap();
  }
  const paint = colours();
  const layout = themed(figure.layout, paint);
  layout.height = height(layout);
  area.textContent = "";
  area.style.blockSize = `${layout.height}px`;
  await Plotly.newPlot(area, traces(paint), layout, {
    displaylogo: false,
    displayModeBar: false,
    responsive: true,
    scrollZoom: false,
    locale: localeScript?.dataset.locale ?? document.documentElement.lang,
  });
  // The numbers at the axis were chosen for all lines; with one hidden the library chooses.
  area.on("plotly_restyle", ([change]) => {
    if ("visible" in change) {
      Plotly.relayout(area, { "yaxis.tickmode": "auto", "yaxis.autorange": true });
    }
  });
  area.on("plotly_click", ({ points: [clicked] }) => {
    if (clicked.data.meta === "events") {
      location.href = clicked.customdata;
    }
  });
  scheme.onchange = () => {
    const fresh = colours();
    Plotly.react(area, traces(fresh), { ...themed(figure.layout, fresh), height: layout.height });
  };
  const all = walk();
  searching(all);
  if (isMap) {
    confess(all.filter((one) => !(one.code in centres)));
  }
  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    if (event.target.dataset.save) {
      save(area, traces(PRINT), themed(figure.layout, PRINT), event.target.dataset.save, texts);
    }
  });
  area.dataset.drawn = "yes";
}

function start() {
  area = document.getElementById("chart");
  if (!area) {
    return;
  }
  figure = JSON.parse(document.getElementById("chart-figure").textContent);
  texts = JSON.parse(document.getElementById("chart-texts").textContent);
  spoken = document.getElementById("spoken");
  tools = document.getElementById("chart-tools");
  isMap = area.dataset.view === "map";
  draw().catch((problem) => {
    area.textContent = texts.failed;
    area.dataset.drawn = "failed";
    console.error(problem);
  });
}

start();
// Another year was chosen: live.js has put a new figure into the page.
document.addEventListener("figures", start);
