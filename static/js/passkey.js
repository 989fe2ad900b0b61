// Gives allauth's scripts the forms of passkeys on the page. Without JavaScript those forms stay hidden.
const passkeysSupported = Boolean(window.PublicKeyCredential);

for (const form of document.querySelectorAll("[data-passkey]")) {
  const ids = {};
  for (const [name, id] of Object.entries(form.dataset)) {
    if (name.startsWith("id")) ids[name.slice(2).toLowerCase()] = id;
  }
  form.hidden = !passkeysSupported;
  if (passkeysSupported) window.allauth.webauthn.forms[form.dataset.passkey]({ ids });
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const problem of document.querySelectorAll("[data-passkey-problem]")) {
    problem.hidden = false;
    problem.focus();
  }
});
