// DuckDB in a worker. These are the messages that @duckdb/duckdb-wasm sends its own worker, in the version that
// scripts/duckdb.lock.json names; the package's client would bring Apache Arrow's library along. Results come as CSV.
const SHOWN = "shown.csv";
const PATIENCE = 120_000; // Milliseconds without a sign of life; a worker that may not compile gives none at all.

export class Engine {
  #worker;
  #connection;
  #waiting = new Map();
  #number = 0;

  // Fetches and compiles the engine; `progress` hears which share of it is here.
  static async start(worker, wasm, progress) {
    const engine = new Engine();
    await engine.#start(worker, wasm, progress);
    return engine;
  }

  async #start(worker, wasm, progress) {
    this.#worker = new Worker(worker);
    let watch = 0;
    const wait = () => {
      clearTimeout(watch);
      watch = setTimeout(() => this.stop(new Error("timeout")), PATIENCE);
    };
    wait();
    this.#worker.addEventListener("message", ({ data: answer }) => {
      if (watch) wait();
      if (answer.type === "INSTANTIATE_PROGRESS") return progress(answer.data.bytesLoaded / answer.data.bytesTotal);
      const waiting = this.#waiting.get(answer.requestId);
      this.#waiting.delete(answer.requestId);
      if (answer.type === "ERROR") waiting?.reject(new Error(words(answer.data.message)));
      else waiting?.resolve(answer.data);
    });
    this.#worker.addEventListener("error", (event) => this.#fail(new Error(event.message || "worker")));
    await this.#ask("INSTANTIATE", [wasm, null]);
    await this.#ask("OPEN", { path: ":memory:" });
    this.#connection = await this.#ask("CONNECT", null);
    // Extensions would come from another host, which this page may not reach: better a clear error.
    clearTimeout(watch);
    watch = 0;
    await this.#run("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false");
  }

  #ask(type, data, transfer = []) {
    const messageId = ++this.#number;
    return new Promise((resolve, reject) => {
      this.#waiting.set(messageId, { resolve, reject });
      this.#worker.postMessage({ messageId, type, data }, transfer);
    });
  }

  #run(sql) {
    return this.#ask("RUN_QUERY", [this.#connection, sql]);
  }

  #fail(problem) {
    for (const waiting of this.#waiting.values()) waiting.reject(problem);
    this.#waiting.clear();
  }

  // Ends whatever it does.
  stop(problem) {
    this.#worker.terminate();
    this.#fail(problem);
  }

  // A table of the bytes of an Arrow stream.
  insert(name, bytes) {
    return this.#ask("INSERT_ARROW_FROM_IPC_STREAM", [this.#connection, bytes, { name, create: true }], [bytes.buffer]);
  }

  // Runs one query that gives rows, and keeps them until the next one.
  async query(sql) {
    try {
      await this.#run(`CREATE OR REPLACE TEMP TABLE _result AS FROM (\n${sql}\n)`);
    } catch (problem) {
      // Our own line stands above the reader's.
      problem.message = problem.message.replace(/\bLINE (\d+):/g, (_all, line) => `LINE ${Math.max(1, line - 1)}:`);
      throw problem;
    }
  }

  // The kept rows as CSV: all of them, or the first `most`.
  async csv(most) {
    return this.#copy(`FROM _result${most ? ` LIMIT ${most}` : ""}`);
  }

  // Names and types of the columns, and how many rows there are.
  async shape() {
    const described = parse(decode(await this.#copy("SELECT column_name, column_type FROM (DESCRIBE _result)")));
    const counted = parse(decode(await this.#copy("SELECT count(*) FROM _result")));
    return { columns: described.slice(1).map(([name, type]) => ({ name, type })), rows: Number(counted[1][0]) };
  }

  async #copy(query) {
    await this.#run(`COPY (${query}) TO '${SHOWN}' (FORMAT csv, HEADER)`);
    const bytes = await this.#ask("COPY_FILE_TO_BUFFER", SHOWN);
    await this.#ask("DROP_FILE", SHOWN);
    return bytes;
  }
}

// What the engine says of an error: JSON with its kind and its message, or plain text.
const words = (text) => {
  try {
    const said = JSON.parse(text);
    return `${said.exception_type}: ${said.exception_message}`;
  } catch {
    return text;
  }
};

export const decode = (bytes) => new TextDecoder().decode(bytes);

// Rows of CSV (RFC 4180).
export const parse = (text) => {
  const rows = [];
  let row = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    if (end === "" && quoted === undefined && plain === "" && row.length === 0) break;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== ",") {
      rows.push(row);
      row = [];
    }
  }
  return rows;
};
