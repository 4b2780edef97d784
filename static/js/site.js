/* The one script. Every page works without it; it only spares a step or two. */
"use strict";

(() => {
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));

  /* What went wrong is read out first. Whoever came to fill in a form begins in it. */
  const FIELD = "form :is(textarea, select, input:not([type=hidden]))";
  const begin = () => {
    const form = document.querySelector("[data-begin]") ?? document.getElementById(location.hash.match(/^#(do-.+)/)?.[1]);
    if (document.activeElement === document.body) form?.querySelector(FIELD)?.focus();
  };
  document.querySelector("[data-focus]")?.focus();
  window.addEventListener("pageshow", begin); // after the browser went to the place the address names

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

  /* A form of the file's page opens where its link stands; what is being typed elsewhere stays. */
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-do]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      const answer = await fetch(link.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const opened = page.querySelector(`#${link.parentElement.id}[open]`);
      opened.querySelector("[name=version]").value = link.dataset.do; // what the person has before them
      link.parentElement.replaceWith(opened);
      opened.querySelector(FIELD)?.focus();
    } catch {
      location.href = link.href;
    }
  });

  /* A card that has an address of its own comes after the page. */
  const parts = () =>
    all("a[data-part]").forEach(async (link) => {
      try {
        const page = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html");
        const place = link.closest("section");
        const part = page.getElementById(link.dataset.part);
        part.id = place.id;
        place.replaceWith(part);
      } catch {
        /* the link stays */
      }
    });
  parts();

  /* Files go one by one, each tried again on a lost connection: what arrived stays, what did not is named. */
  const arrived = async (address, body) => {
    for (const wait of [0, 1000, 3000, 6000]) {
      await new Promise((done) => setTimeout(done, wait));
      try {
        const answer = await fetch(address, { method: "POST", body });
        if (answer.status < 500) return new DOMParser().parseFromString(await answer.text(), "text/html");
      } catch {
        /* once more */
      }
    }
    return null;
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const input = form.dataset.cut && form.querySelector("input[type=file]");
    if (!input?.files.length || event.defaultPrevented || event.submitter?.name === "remove") return;
    event.preventDefault();
    const button = event.submitter;
    const files = Array.from(input.files);
    const wrong = [];
    const left = new DataTransfer();
    let page = null;
    if (button) button.disabled = true;
    for (const file of files) {
      const body = new FormData(form);
      body.delete(input.name);
      body.append(input.name, file);
      body.append("add", "yes");
      const answer = await arrived(form.action, body);
      if (answer) {
        page = answer;
        wrong.push(...all(".summary li", answer).map((line) => line.textContent));
      } else {
        wrong.push(form.dataset.cut.replace("{file}", file.name));
        left.items.add(file);
      }
    }
    if (button) button.disabled = false;
    input.files = left.files;
    const isNext = button && button.name !== "add" && form.dataset.next;
    if (!wrong.length) return isNext ? form.submit() : location.reload();
    const list = document.createElement("ul");
    list.className = "l";
    wrong.forEach((sentence) => {
      const line = document.createElement("li");
      line.textContent = sentence;
      list.append(line);
    });
    const summary = document.createElement("div");
    summary.className = "summary";
    summary.setAttribute("role", "alert");
    summary.tabIndex = -1;
    summary.append(list);
    all(".summary").forEach((old) => old.remove());
    const held = page?.querySelector(".papers");
    const shown = document.querySelector(".papers");
    if (held && shown) shown.replaceWith(held);
    else if (held) input.closest(".field").before(held);
    form.before(summary);
    summary.focus();
  });

  /* A long list is found by typing, accents or not. What is not in it goes into the text field it names. */
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
  all("select[data-find]").forEach((select) => {
    const options = Array.from(select.options).filter((option) => option.value);
    const other = document.getElementById(select.dataset.find);
    const input = document.createElement("input");
    const list = document.createElement("datalist");
    list.id = `${select.id}_list`;
    options.forEach((option) => list.append(new Option("", option.text)));
    ["id", "aria-describedby", "aria-invalid"].forEach((name) => {
      if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
    });
    select.removeAttribute("id");
    select.hidden = true;
    input.type = "text";
    input.autocomplete = "off";
    input.setAttribute("list", list.id);
    input.value = select.value ? select.selectedOptions[0].text : "";
    select.after(input, list);
    input.addEventListener("change", () => {
      const typed = folded(input.value);
      const same = options.filter((option) => folded(option.text) === typed);
      const like = typed ? options.filter((option) => folded(option.text).includes(typed)) : [];
      const found = same[0] ?? (like.length === 1 ? like[0] : null);
      if (other && (!other.value || other.value === input.dataset.passed)) {
        other.value = input.dataset.passed = found ? "" : input.value.trim();
      }
      select.value = found ? found.value : "";
      if (found) input.value = found.text;
    });
  });

  /* What is sent on the file's page is done there: the cards come anew, except where something is being typed. */
  const typing = (card, but) => all("form.add", card).some((form) => form !== but && form.dataset.typed);
  document.addEventListener("input", (event) => event.target.form?.classList.contains("add") && (event.target.form.dataset.typed = "yes"));
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches(".verb form.add") || event.defaultPrevented) return;
    event.preventDefault();
    const holder = form.closest(".verb");
    const said = new FormData(form, event.submitter);
    holder.inert = true; // nothing more is typed into what is on its way
    try {
      const answer = await fetch(form.action, { method: "POST", body: said });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const again = page.querySelector(`#${holder.id}[open]`);
      if (again && !answer.redirected) {
        holder.replaceWith(again);
        again.querySelector("[data-focus]")?.focus();
        return;
      }
      if (!answer.redirected || !page.querySelector(".filehead")) throw answer;
      document.querySelector(".filehead").replaceWith(page.querySelector(".filehead"));
      document.querySelector("main > .told")?.remove();
      const told = page.querySelector("main > .told");
      if (told) document.getElementById("main").prepend(told);
      delete form.dataset.typed;
      all("main section.card[id]").forEach((card) => {
        const fresh = page.getElementById(card.id);
        if (fresh && !typing(card, form)) card.replaceWith(fresh);
      });
      const version = page.querySelector("[data-do]")?.dataset.do;
      all("form.add [name=version]").forEach((field) => version && (field.value = version));
      all("[data-do]").forEach((link) => version && (link.dataset.do = version));
      const beside = page.getElementById("beside");
      if (beside) document.getElementById("beside")?.replaceWith(beside);
      parts();
      document.querySelector(`#${holder.id} a, #${holder.id} summary`)?.focus();
    } catch {
      form.submit();
    }
  });

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

  /* A page that waits for the worker looks again by itself. */
  const lookAgain = () => {
    const place = document.querySelector("[data-refresh]");
    if (!place) return;
    setTimeout(async () => {
      try {
        const answer = await fetch(place.dataset.refresh);
        const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-refresh]");
        if (answer.redirected || !found) return location.assign(answer.url);
        place.replaceChildren(...found.childNodes);
      } catch {
        /* the link stays, and it is tried again */
      }
      lookAgain();
    }, 1500);
  };
  lookAgain();

  /* Print buttons are of no use without script: they come hidden. */
  all("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  /* ---- keys of the desk ------------------------------------------------------------------------ */
  const say = (words) => all("[data-said]").forEach((place) => (place.textContent = words));

  /* The list follows what is typed or chosen; the button of the form does the same without script. */
  const live = document.querySelector("form[data-live]");
  let waiting;
  let asked = 0;
  const follow = async () => {
    const number = ++asked;
    const said = new URLSearchParams(Array.from(new FormData(live)).filter(([name, value]) => value && live.elements[name].selectedIndex !== 0));
    const address = `${location.pathname}?${said}`;
    try {
      const answer = await fetch(address);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.getElementById(live.dataset.live);
      if (number !== asked) return; // more was typed meanwhile
      const words = found.querySelector("[data-said]").textContent;
      found.querySelector("[data-said]").textContent = "";
      document.getElementById(live.dataset.live).replaceWith(found);
      all(".views").forEach((views) => views.replaceWith(page.querySelector(".views")));
      all("select", live).forEach((select) => select.classList.toggle("on", select.selectedIndex > 0));
      history.replaceState(null, "", address);
      pick();
      setTimeout(() => say(words), 100); // into a place that is there already, or it is not read out
    } catch {
      live.submit();
    }
  };
  const soon = (wait) => {
    clearTimeout(waiting);
    waiting = setTimeout(follow, wait);
  };
  live?.addEventListener("input", (event) => event.target.type === "search" && soon(300));
  live?.addEventListener("change", (event) => event.target.type === "search" || soon(0));
  live?.addEventListener("submit", (event) => {
    event.preventDefault();
    soon(0);
  });

  /* How many are selected, and all of them at once. */
  const boxes = () => all("#bulk input[name=file]");
  const pick = () => {
    const every = document.querySelector("[data-all]");
    if (!every) return;
    const chosen = boxes().filter((box) => box.checked).length;
    every.hidden = false;
    every.checked = chosen > 0 && chosen === boxes().length;
    every.indeterminate = chosen > 0 && !every.checked;
    all("[data-picked]").forEach((place) => (place.textContent = place.dataset.words.replace("#", chosen)));
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-all]")) boxes().forEach((box) => (box.checked = event.target.checked));
    if (event.target.matches("[data-all], [name=file]")) pick();
  });
  window.addEventListener("pageshow", pick);

  /* A link to help opens it where one is: a part of its page, in a dialog. */
  const help = async (link) => {
    try {
      const page = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html");
      const dialog = document.createElement("dialog");
      const title = page.querySelector("h1");
      const shut = document.createElement("form");
      shut.method = "dialog";
      shut.innerHTML = '<button class="btn"></button>';
      shut.firstChild.textContent = link.dataset.shut;
      shut.firstChild.autofocus = true; // not the switch
      dialog.setAttribute("aria-label", title.textContent);
      dialog.append(title, page.getElementById(link.dataset.dialog), shut);
      dialog.addEventListener("close", () => dialog.remove());
      document.body.append(dialog);
      dialog.showModal();
    } catch {
      location.href = link.href;
    }
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-dialog]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    help(link);
  });

  /* Single keys, unless the person switched them off. Never while something is typed or chosen, never with a modifier. */
  const rows = () => all(".triage tbody tr:not(.grp)");
  const here = () => document.activeElement.closest(".triage tbody tr:not(.grp)");
  /* Back from a file one is where one left. */
  const left = () => rows().find((row) => row.querySelector(".ref").href === sessionStorage.getItem("row"));
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".triage .ref");
    if (link) sessionStorage.setItem("row", link.href);
  });
  window.addEventListener("pageshow", () => {
    const way = performance.getEntriesByType("navigation")[0]?.type;
    if (way === "back_forward" && document.activeElement === document.body) left()?.querySelector(".ref").focus();
  });
  const step = (by, start = left()) => {
    const list = rows();
    const now = list.indexOf(here());
    const row = now < 0 ? (start ?? list[0]) : list[Math.min(list.length - 1, Math.max(0, now + by))];
    if (!row) return;
    row.querySelector(".ref").focus();
    row.scrollIntoView({ block: "nearest" });
    say(["c-due", "c-who", "c-body", "c-status"].map((name) => row.querySelector(`.${name}`).innerText.replace(/\s+/g, " ")).join("; "));
  };
  const act = (verb, alone) => {
    const button = document.querySelector(`#bulk [value=${verb}]`);
    if (button && boxes().some((box) => box.checked)) return button.click();
    const link = here()?.querySelector(".ref");
    if (!link) return;
    sessionStorage.setItem("row", link.href);
    location.href = `${link.href}${alone}/#do-${alone}`;
  };
  const keys = {
    j: () => step(1),
    k: () => step(-1),
    x: () => here()?.querySelector("[name=file]")?.click(),
    o: () => here()?.querySelector(".ref").click(),
    a: () => act("assign", "assign"),
    p: () => act("prioritise", "prioritise"),
    "/": () => live.querySelector("[type=search]").focus(),
    "?": () => document.querySelector("a[data-dialog=keys]").click(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && event.target === live?.q) return step(1, null), event.preventDefault();
    if (!document.querySelector("[data-keys]") || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("select, textarea, input:not([type=checkbox]), dialog[open]")) return;
    const key = Object.hasOwn(keys, event.key) && keys[event.key];
    if (!key) return;
    event.preventDefault();
    key();
  });
})();
