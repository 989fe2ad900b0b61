// One device for many people: a page that is left, or gone back to, begins anew.
const QUIET = 150_000;
const NOTICE = 30_000;
const form = document.querySelector("form[data-kiosk]");
const note = document.getElementById("kiosk-note");

// A page that the browser kept would show what somebody wrote.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

if (form) {
  let timer;
  const begin = () => location.replace(form.dataset.begin);
  const warn = () => {
    note.hidden = false;
    timer = setTimeout(begin, NOTICE);
  };
  const wait = () => {
    clearTimeout(timer);
    note.hidden = true;
    timer = setTimeout(warn, QUIET);
  };
  for (const kind of ["input", "pointerdown", "keydown", "scroll"]) addEventListener(kind, wait, { passive: true });
  wait();
}
