// Before the sign-out, the lists of people that the page at the door stored here are deleted.
import { forget } from "./door_store.js";

document.getElementById("sign-out")?.addEventListener("submit", async (event) => {
  const form = event.target;
  event.preventDefault();
  await forget().catch(() => {});
  form.submit();
});
