// Before the sign-out, drafts of answers and the lists of people that the page at the door stored here are deleted.
// What was not sent yet stays.
import { forget } from "./door_store.js";

const removeDrafts = () => {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith("answers:")) localStorage.removeItem(name);
  }
};

for (const form of document.querySelectorAll("form[data-sign-out]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    removeDrafts();
    await forget().catch(() => {});
    form.submit();
  });
}
