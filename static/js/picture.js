// Saves a chart as PNG or SVG that can stand alone: title, unit, source, vintage and disclaimer are
// drawn into it, dark on white whatever the screen shows.
const WIDTH = 1000;
const SIDE = 24;
const LINE = 17;
const QUIET = "#526170";

function wrapped(text, most) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const last = lines[lines.length - 1];
    if (last && last.length + word.length >= most) {
      lines.push(word);
    } else {
      lines[lines.length - 1] = last ? `${last} ${word}` : word;
    }
  }
  return lines;
}

function legendRows(data) {
  const shown = data.filter((trace) => trace.showlegend !== false && trace.name);
  const width = shown.reduce((sum, trace) => sum + trace.name.length * 8 + 60, 0);
  return Math.ceil(width / (WIDTH - 2 * SIDE));
}

function framed(area, data, layout, texts) {
  const isMap = area.dataset.view === "map";
  const title = wrapped(`${area.dataset.title} (${area.dataset.unit})`, 80);
  const credit = wrapped(`${area.dataset.credit} ${isMap ? texts.disclaimer : ""}`.trim(), 135);
  const foot = credit.length * LINE + 20;
  const legend = layout.showlegend === false ? 0 : legendRows(data) * 24 + 12;
  const top = 44 + title.length * 26;
  const bottom = foot + legend + (layout.xaxis?.showticklabels === false || isMap ? 8 : 36);
  const height = (isMap ? WIDTH * 0.46 : Math.max(320, area.offsetHeight - 60)) + top + bottom;
  return {
    ...layout,
    width: WIDTH,
    height,
    paper_bgcolor: "#ffffff",
    plot_bgcolor: "#ffffff",
    title: {
      text: title.join("<br>"), x: SIDE / WIDTH, xanchor: "left", y: 1 - 18 / height, yanchor: "top",
      yref: "container", font: { size: 20 },
    },
    legend: {
      ...layout.legend, yref: "container", y: foot / height, yanchor: "bottom", x: 0, xanchor: "left",
    },
    margin: { l: layout.margin.l + SIDE, r: layout.margin.r + SIDE, t: top, b: bottom },
    annotations: [{
      text: credit.join("<br>"), showarrow: false, xref: "paper", yref: "paper", x: 0, y: 0,
      xanchor: "left", yanchor: "top", xshift: -layout.margin.l, yshift: foot - bottom - 8, align: "left",
      font: { size: 12, color: QUIET },
    }],
  };
}

/** Saves the traces and layout of the chart in `area` as `format` ("png" or "svg") under the name of the indicator. */
export async function save(area, data, layout, format, texts) {
  const made = framed(area, data, layout, texts);
  const size = { width: WIDTH, height: made.height, scale: format === "png" ? 2 : 1 };
  const url = await Plotly.toImage({ data, layout: made }, { format, ...size });
  const link = document.createElement("a");
  link.href = url;
  link.download = `${area.dataset.file}.${format}`;
  link.click();
}
