// The page of queries: the engine is loaded by a click, tables when a query names them; the query stands in the address.
import { Engine, decode, parse } from "./query_engine.js";

const MOST = 500; // Rows that are shown; the file has all of them.
const form = document.getElementById("query");
const sql = form.elements.sql;
const [load, run, stop] = ["load", "run", "stop"].map((name) => form.elements[name]);
const says = document.getElementById("query-says");
const problem = document.getElementById("query-problem");
const result = document.getElementById("query-result");
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const texts = read("query-texts");
const tables = new Map(read("query-tables").map((table) => [table.name, table]));
const language = document.documentElement.lang;
const whole = new Intl.NumberFormat(language);

let engine = null;
let starting = null;
let loaded = new Set();
let file = "";

const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_all, name) => values[name]);

const show = (part, isShown) => {
  part.hidden = !isShown;
};

const tell = (text) => {
  says.textContent = text;
};

const complain = (text) => {
  problem.querySelector("pre").textContent = text;
  show(problem, text !== "");
};

// Starts the engine once, however often it is asked for.
const ready = () => {
  starting ??= Engine.start(form.dataset.worker, form.dataset.wasm, (share) => {
    if (share > 0 && share <= 1) tell(fill(texts.loading, { percent: whole.format(Math.round(100 * share)) }));
  });
  return starting;
};

const start = async () => {
  load.disabled = true;
  complain("");
  tell(texts.starting);
  try {
    engine = await ready();
    loaded = new Set();
    show(load, false);
    show(run, true);
    tell(texts.ready);
  } catch (error) {
    starting = null;
    tell("");
    complain(`${texts.failed}\n${error.message}`);
  }
  load.disabled = false;
};

// Fetches the tables that the query names and that are not here yet. A name is looked for as a word: the engine's own
// answer binds the query to tables that are not there.
const provide = async (text) => {
  const named = text.replace(/'[^']*'|--[^\n]*/g, " ").toLowerCase();
  const words = new Set(named.match(/[a-z_]\w*/g));
  for (const table of tables.values()) {
    if (!words.has(table.name) || loaded.has(table.name)) continue;
    if (!table.arrow) throw new Error(fill(texts.large, { title: table.title }));
    tell(fill(texts.fetching, { title: table.title, rows: whole.format(table.rows) }));
    const answer = await fetch(table.arrow);
    if (!answer.ok) throw new Error(fill(texts.absent, { title: table.title }));
    await engine.insert(table.name, new Uint8Array(await answer.arrayBuffer()));
    loaded.add(table.name);
  }
};

const ask = async () => {
  const text = sql.value.trim().replace(/;\s*$/, "");
  complain("");
  show(result, false);
  if (text === "") return complain(texts.empty);
  history.replaceState(null, "", `#sql=${encodeURIComponent(sql.value)}`);
  run.disabled = true;
  show(stop, true);
  try {
    tell(texts.running);
    await provide(text);
    tell(texts.running);
    const began = performance.now();
    await engine.query(text);
    const seconds = (performance.now() - began) / 1000;
    await draw(await engine.shape(), seconds);
  } catch (error) {
    tell("");
    complain(/INSTALL|extension/.test(error.message) ? texts.extension : error.message);
  }
  run.disabled = false;
  show(stop, false);
};

const isNumber = (type) => /INT|DOUBLE|FLOAT|DECIMAL/.test(type);

const written = (text) => {
  const value = Number(text);
  const size = Math.abs(value);
  const digits = size >= 1000 ? 1 : size >= 1 ? 4 : 8;
  return value.toLocaleString(language, { maximumFractionDigits: digits, useGrouping: size >= 10000 });
};

const cell = (kind, text, type) => {
  const part = document.createElement(kind);
  const inner = document.createElement("bdi");
  inner.textContent = kind === "td" && text !== "" && isNumber(type) ? written(text) : text;
  if (isNumber(type)) part.className = "number";
  if (kind === "th") part.scope = "col";
  part.append(inner);
  return part;
};

const draw = async ({ columns, rows }, seconds) => {
  const shown = parse(decode(await engine.csv(MOST))).slice(1);
  const line = (kind, cells) => {
    const row = document.createElement("tr");
    row.append(...cells.map((text, at) => cell(kind, text, columns[at].type)));
    return row;
  };
  const names = columns.map(({ name }) => name);
  result.querySelector("thead").replaceChildren(line("th", names));
  result.querySelector("tbody").replaceChildren(...shown.map((cells) => line("td", cells)));
  const told = {
    rows: whole.format(rows),
    shown: whole.format(shown.length),
    seconds: seconds.toLocaleString(language, { maximumFractionDigits: 2 }),
  };
  tell(fill(rows > shown.length ? texts.some : texts.all, told));
  URL.revokeObjectURL(file);
  file = URL.createObjectURL(new Blob(["\ufeff", await engine.csv()], { type: "text/csv" }));
  document.getElementById("query-file").href = file;
  show(result, true);
};

// The query that the address holds.
const take = () => {
  const given = location.hash.match(/^#sql=(.*)$/s);
  if (!given) return;
  try {
    sql.value = decodeURIComponent(given[1]);
    sql.focus();
  } catch {
    complain(texts.unreadable);
  }
};

load.addEventListener("click", start);
stop.addEventListener("click", () => {
  engine.stop(new Error(texts.stopped));
  engine = starting = null;
  show(run, false);
  show(load, true);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (engine && !run.disabled) ask();
});
sql.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
window.addEventListener("hashchange", take);
take();
show(document.getElementById("query-area"), true);
