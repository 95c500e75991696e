// The keyboard map of interface.md §6. Every gesture also has a link or a button; nothing is kept
// on the device. Single letters never act inside a text field, and can be switched off.
(() => {
  "use strict";
  const SEQUENCE_MS = 1500;
  let going = 0;

  const writing = (node) =>
    node.isContentEditable ||
    (node.matches("input, select, textarea") && !node.matches("[type=radio], [type=checkbox]"));

  const follow = (selector) => {
    const link = document.querySelector(selector);
    if (link) link.click();
    return Boolean(link);
  };

  const rows = () =>
    [...document.querySelectorAll("main .tbl tbody tr")]
      .map((row) => row.querySelector("a"))
      .filter((link) => link && link.checkVisibility?.() !== false);

  const step = (by) => {
    const links = rows();
    if (!links.length) return false;
    const here = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
    const next = here < 0 ? (by > 0 ? 0 : links.length - 1) : here + by;
    links[Math.min(Math.max(next, 0), links.length - 1)].focus();
    return true;
  };

  const score = (value) => {
    const factor = document.activeElement.closest(".factor");
    const option = factor && factor.querySelector(`input[type=radio][value="${value}"]`);
    if (option) option.click();
    return Boolean(option);
  };

  const help = () => {
    const dialog = document.getElementById("keys");
    if (dialog && !dialog.open) dialog.showModal();
    return Boolean(dialog);
  };

  const gestures = {
    "/": () => {
      const field = document.querySelector("[type=search]");
      if (field) field.focus();
      return Boolean(field);
    },
    "j": () => step(1),
    "k": () => step(-1),
    "n": () => follow("[data-key=n]"),
    "t": () => follow("[data-key=t]"),
    "?": help,
    "g": () => {
      going = Date.now();
      return true;
    },
  };

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && target.form) {
      target.form.requestSubmit();
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || writing(target)) return;
    if (document.documentElement.dataset.keys === "off") return;
    if (document.querySelector("dialog:modal")) return;
    const gone = Date.now() - going < SEQUENCE_MS;
    going = 0;
    const done = gone
      ? follow(`[data-go="${CSS.escape(key)}"]`)
      : /^[0-5]$/.test(key)
        ? score(key)
        : Object.hasOwn(gestures, key) && gestures[key]();
    if (done) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-opens=keys]")) help();
    if (event.target.closest("[data-print]")) print();
    // A menu closes when the reader turns to something else.
    for (const menu of document.querySelectorAll("details.menu[open]"))
      if (!menu.contains(event.target)) menu.open = false;
  });

  // A part that speaks with the house by itself says when the link is lost, and when it is back.
  document.addEventListener("htmx:afterRequest", (event) => {
    const lost = event.target.closest("[data-live]")?.querySelector(".lost");
    if (lost) lost.hidden = event.detail.successful === true;
  });

  // A device may be shared. What is typed stays out of the browser's memory of forms, and a page
  // that it kept whole is asked for anew: after a sign-out, "back" leads to the door.
  const forgetful = (root) => {
    for (const form of root.querySelectorAll("form:not([autocomplete])"))
      form.setAttribute("autocomplete", "off");
  };
  forgetful(document);
  document.addEventListener("htmx:load", (event) => forgetful(event.target));
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  document.addEventListener("keyup", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
})();
