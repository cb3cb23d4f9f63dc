// Passkeys: the browser's own dialogue, and its answer in a hidden field of the form that the page already has.
(() => {
  const forms = document.querySelectorAll("form[data-passkey]");
  if (!window.PublicKeyCredential) return;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const each = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const read = (key) => {
    const asked = { ...key, challenge: bytes(key.challenge) };
    if (key.user) asked.user = { ...key.user, id: bytes(key.user.id) };
    if (key.excludeCredentials) asked.excludeCredentials = each(key.excludeCredentials);
    if (key.allowCredentials) asked.allowCredentials = each(key.allowCredentials);
    return asked;
  };

  const write = (credential) => {
    const response = { clientDataJSON: text(credential.response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"])
      if (credential.response[name]) response[name] = text(credential.response[name]);
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
    });
  };

  const options = async (form) => {
    if (!form.dataset.fetch) return JSON.parse(document.getElementById("passkey-options").textContent);
    const answer = await fetch(form.dataset.fetch, {
      headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
    });
    return (await answer.json()).request_options;
  };

  for (const form of forms) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const told = form.querySelector("[data-passkey-error]");
      told.hidden = true;
      try {
        const asked = await options(form);
        const publicKey = read((asked.creation_options || asked).publicKey);
        const made = await navigator.credentials[form.dataset.passkey]({ publicKey });
        form.elements.credential.value = write(made);
        form.submit();
      } catch {
        told.hidden = false;
      }
    });
  }
})();
