// Serves the page at the door without network, from what the page and this worker stored of it.
const { pathname } = new URL(self.registration.scope);
const CACHE = `door:${pathname}`;
const PATIENCE = 4000;
const DIGEST = /\.[0-9a-f]{12}\.\w+$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const stored = (address) => caches.match(address, { cacheName: CACHE, ignoreSearch: true, ignoreVary: true });

// A signed-out person, or one who lost the task, is answered by the portal and not by the stored page.
const fromNetwork = async (request) => {
  const response = await fetch(request);
  const gone = response.type === "opaqueredirect" || [403, 404, 410].includes(response.status);
  if (gone) await caches.delete(CACHE);
  else if (response.ok && !new URL(request.url).searchParams.has("q") && (await caches.has(CACHE))) {
    await (await caches.open(CACHE)).put(pathname, response.clone());
  }
  return response;
};

const page = async (request) => {
  const network = fromNetwork(request);
  const copy = await stored(pathname);
  if (!copy) return network;
  const late = new Promise((resolve) => setTimeout(() => resolve(copy), PATIENCE));
  return Promise.race([network.catch(() => copy), late]);
};

// Names with a digest never change; the others are asked for first.
const file = async (request) => {
  if (DIGEST.test(new URL(request.url).pathname)) return (await stored(request.url)) ?? fetch(request);
  try {
    return await fetch(request);
  } catch (problem) {
    const copy = await stored(request.url);
    if (copy) return copy;
    throw problem;
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (address.pathname === pathname) event.respondWith(page(request));
  } else if (!address.pathname.startsWith(pathname)) event.respondWith(file(request));
});
