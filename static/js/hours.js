// Beside the hours of the place those of the reader, where their clock shows others at that moment.
// Without this script the place's hours stand alone, with the zone's name on the page.
// As the server writes them: days before months in English, and the digits of clocks.
const language = `${document.documentElement.lang.replace(/^en$/, "en-GB")}-u-nu-latn`;
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const calendar = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric" });

const minutesAhead = (moment) => -moment.getTimezoneOffset();
const dayIn = (moment, offset) => new Date(moment.getTime() + offset * 60000).toISOString().slice(0, 10);

for (const time of document.querySelectorAll("time[data-yours]")) {
  const starts = new Date(time.dateTime);
  const ends = time.dataset.ends ? new Date(time.dataset.ends) : null;
  const offset = Number(time.dataset.offset);
  if (Number.isNaN(starts.getTime()) || minutesAhead(starts) === offset) continue;
  // The day is told where it is another than at the place.
  const moved = dayIn(starts, minutesAhead(starts)) !== dayIn(starts, offset);
  const hours = [starts, ends].filter(Boolean).map((moment) => clock.format(moment)).join("–");
  const [before, after] = time.dataset.yours.split("{hours}");
  const own = document.createElement("bdi");
  own.textContent = moved ? `${calendar.format(starts)}, ${hours}` : hours;
  const beside = document.createElement("small");
  beside.className = "quiet";
  beside.append(before, own, after ?? "");
  time.append(" ", beside);
}
