/* The one script. Every page works without it; it only spares a step or two. */
"use strict";

(() => {
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));

  /* What went wrong is read out first. */
  document.querySelector("[data-focus]")?.focus();

  /* A link of the error summary lands in the field, not only near it. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".summary a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.focus();
    (field.closest(".field") ?? field).scrollIntoView({ block: "start" });
  });

  /* The same form is not sent twice by a double click. Without script the server sees to it. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 4000);
  });
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));

  /* Menus close with Escape or a click elsewhere. */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = event.target.closest?.("details.menu[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    all("details.menu[open]").forEach((menu) => menu.contains(event.target) || (menu.open = false));
  });

  /* Print buttons are of no use without script: they come hidden. */
  all("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  /* ---- keys of the desk ------------------------------------------------------------------------ */
})();
