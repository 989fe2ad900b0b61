// Draws the figure that the page carries as JSON, with the page's colours, and lets it be walked by
// keyboard and saved. Everything it needs comes from this site.
const area = document.getElementById("chart");
const figure = JSON.parse(document.getElementById("chart-figure").textContent);
const texts = JSON.parse(document.getElementById("chart-texts").textContent);
const spoken = document.getElementById("spoken");
const rtl = document.documentElement.dir === "rtl";

function colour(name) {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function themed(layout) {
  const ink = colour("--ink");
  const line = colour("--line");
  const made = {
    ...layout,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: getComputedStyle(document.body).fontFamily, size: 14, color: ink },
    hoverlabel: { bgcolor: colour("--paper"), bordercolor: line, font: { color: ink } },
  };
  for (const axis of ["xaxis", "yaxis"]) {
    if (made[axis]) {
      made[axis] = { ...made[axis], gridcolor: line, linecolor: line, zerolinecolor: colour("--quiet") };
    }
  }
  if (made.yaxis && rtl) {
    made.yaxis = { ...made.yaxis, side: "right" };
    made.margin = { ...made.margin, l: made.margin.r, r: made.margin.l };
    if (figure.data[0].type === "bar") {
      made.xaxis = { ...made.xaxis, autorange: "reversed" };
    }
  }
  return made;
}

async function islands() {
  // A ring where the shape is missing from the map or too small to be seen.
  const answer = await fetch(area.dataset.centroids);
  if (!answer.ok) {
    return [];
  }
  const centroids = await answer.json();
  const found = Object.entries(figure.islands).filter(([code]) => code in centroids);
  return [
    {
      type: "scattergeo",
      mode: "markers",
      lon: found.map(([code]) => centroids[code][0]),
      lat: found.map(([code]) => centroids[code][1]),
      text: found.map(([, one]) => one.text),
      hovertemplate: "%{text}<extra></extra>",
      showlegend: false,
      marker: {
        size: 8,
        color: found.map(([, one]) => one.colour),
        line: { color: colour("--ink"), width: 1 },
      },
    },
  ];
}

function noData() {
  return {
    type: "scattergeo", mode: "markers", lon: [null], lat: [null], name: figure.no_data.name,
    marker: { symbol: "square", size: 12, color: figure.no_data.colour }, showlegend: true,
  };
}

function points() {
  const drawn = area.data.filter((trace) => trace.text && trace.type !== "scattergeo");
  return drawn.flatMap((trace) =>
    trace.text.map((text, place) => {
      if (trace.type === "choropleth") {
        return text;
      }
      const bar = trace.type === "bar";
      const where = bar ? trace.y[place] : `${trace.name}, ${trace.x[place]}`;
      const missing = (bar ? trace.x : trace.y)[place] === null;
      return `${where}: ${missing ? texts.none : text}`;
    }),
  );
}

function walk() {
  const all = points();
  let place = -1;
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity };
  area.addEventListener("keydown", (event) => {
    if (event.key in steps) {
      event.preventDefault();
      place = Math.min(all.length - 1, Math.max(0, place + steps[event.key]));
      spoken.textContent = all[place];
    }
  });
}

function saving() {
  const tools = document.getElementById("chart-tools");
  tools.hidden = false;
  tools.addEventListener("click", async (event) => {
    const format = event.target.dataset.save;
    if (!format) {
      return;
    }
    const credit = [area.dataset.credit, ...(area.dataset.view === "map" ? [texts.disclaimer] : [])].join(" ");
    const lines = credit.match(/.{1,110}(\s|$)/g) ?? [credit];
    const height = Math.max(560, area.offsetHeight) + 60 + 18 * lines.length;
    const layout = {
      ...area.layout, width: 1000, height, paper_bgcolor: "#ffffff", plot_bgcolor: "#ffffff",
      font: { ...area.layout.font, color: "#1c2733" },
      title: { text: `${area.dataset.title} (${area.dataset.unit})`, x: 0.02, xanchor: "left", font: { size: 20 } },
      margin: { ...area.layout.margin, t: 60, b: 90 + 18 * lines.length },
      annotations: [{
        text: lines.join("<br>"), showarrow: false, xref: "paper", yref: "paper", x: 0, y: 0, yanchor: "top",
        xanchor: "left", yshift: -75, align: "left", font: { size: 11, color: "#526170" },
      }],
    };
    const url = await Plotly.toImage({ data: area.data, layout }, { format, width: 1000, height, scale: 2 });
    const link = document.createElement("a");
    link.href = url;
    link.download = `${area.dataset.file}.${format}`;
    link.click();
  });
}

async function shapes() {
  // Registered under Plotly's own name, so that it asks no other host for them.
  const answer = await fetch(area.dataset.topology);
  window.PlotlyGeoAssets = { topojson: { world_110m: await answer.json() } };
}

async function draw() {
  const map = area.dataset.view === "map";
  if (map) {
    await shapes();
  }
  const data = map ? [...figure.data, noData(), ...(await islands())] : figure.data;
  const layout = themed(figure.layout);
  area.textContent = "";
  if (layout.height) {
    area.style.blockSize = `${layout.height}px`;
  } else {
    layout.height = area.offsetHeight;
  }
  await Plotly.newPlot(area, data, layout, {
    displaylogo: false,
    displayModeBar: false,
    responsive: true,
    scrollZoom: false,
    locale: document.documentElement.lang,
  });
  walk();
  saving();
  area.dataset.drawn = "yes";
}

draw().catch((problem) => {
  area.textContent = texts.failed;
  area.dataset.drawn = "failed";
  console.error(problem);
});
