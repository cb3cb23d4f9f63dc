// Everything works without this script. It folds the menu on narrow screens, warns before a half-filled
// form is left, and stops a form from being sent twice.
const menu = document.querySelector("details.menu");
const wide = window.matchMedia("(min-width: 761px)");
const fold = () => { if (menu) menu.open = wide.matches; };
fold();
wide.addEventListener("change", fold);

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    window.setTimeout(() => delete form.dataset.sent, 4000);
  });
}

for (const box of document.querySelectorAll("[data-filter-form]")) {
  box.addEventListener("change", (event) => {
    if (event.target.matches("select, input[type=checkbox], input[type=radio]")) box.requestSubmit();
  });
}

document.querySelector(".error-summary")?.focus();
