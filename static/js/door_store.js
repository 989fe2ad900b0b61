// What the page at the door stores on this device, in IndexedDB: `lists` holds the people of a workshop,
// `queue` what was not sent yet in its order, `refused` what the portal did not record.
const STORES = { lists: {}, queue: { keyPath: "id", autoIncrement: true }, refused: { keyPath: "key" } };
export const CACHE = "door:";

const open = () =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open("door", 1);
    request.onupgradeneeded = () => {
      for (const [name, options] of Object.entries(STORES)) request.result.createObjectStore(name, options);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

let database;
const run = async (name, mode, work) => {
  database ??= open();
  const store = (await database).transaction(name, mode).objectStore(name);
  const request = work(store);
  return new Promise((resolve, reject) => {
    store.transaction.oncomplete = () => resolve(request.result);
    store.transaction.onerror = () => reject(store.transaction.error);
    store.transaction.onabort = () => reject(store.transaction.error);
  });
};

export const all = (name) => run(name, "readonly", (store) => store.getAll());
export const get = (name, key) => run(name, "readonly", (store) => store.get(key));
export const put = (name, value, key) => run(name, "readwrite", (store) => store.put(value, key));
export const remove = (name, key) => run(name, "readwrite", (store) => store.delete(key));

// Takes the lists of people and the stored pages off this device: all of them, or those of one address.
// What was not sent yet stays until it is sent.
export const forget = async (address = "") => {
  if ("caches" in window) {
    for (const name of await caches.keys()) {
      if (name.startsWith(CACHE) && name.endsWith(address)) await caches.delete(name);
    }
  }
  for (const registration of (await navigator.serviceWorker?.getRegistrations()) ?? []) {
    const { pathname } = new URL(registration.scope);
    if (pathname.endsWith("/door/") && pathname.endsWith(address)) await registration.unregister();
  }
  await run("lists", "readwrite", (store) => (address ? store.delete(address) : store.clear()));
};
