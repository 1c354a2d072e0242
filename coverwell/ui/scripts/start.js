// Every page works without this file; it adds convenience only.
import { initAll } from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// `/` goes to the search box, unless somebody is typing.
document.addEventListener("keydown", (event) => {
  const box = document.getElementById("find");
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "/" && box && !typing) {
    event.preventDefault();
    box.focus();
  }
});

// A part marked `data-refresh` (seconds) is fetched again until the mark is gone.
const refresh = async () => {
  const part = document.querySelector("[data-refresh]");
  if (!part) return;
  const answer = await fetch(location.href, { headers: { "X-Refresh": "1" } });
  if (answer.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(part.id);
    if (fresh && fresh.outerHTML !== part.outerHTML) part.replaceWith(fresh);
  }
  wait();
};
const wait = () => {
  const part = document.querySelector("[data-refresh]");
  if (part) setTimeout(refresh, Number(part.dataset.refresh) * 1000);
};
wait();

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());

// Before the automatic sign-out: a notice, and what the open form holds is kept (all tabs count).
const notice = document.getElementById("idle");
if (notice) {
  const limit = Number(notice.dataset.idle) * 1000;
  const warning = Math.min(120_000, limit / 2);
  const form = document.querySelector("form[data-draft]");
  let told = Date.now();
  const seen = () => Math.max(told, Number(localStorage.getItem("seen")) || 0);
  const tell = () => {
    told = Date.now();
    localStorage.setItem("seen", String(told));
    notice.hidden = true;
    fetch(notice.dataset.awake);
  };
  const keep = () => {
    if (!form) return Promise.resolve();
    const entries = new FormData(form);
    for (const [name, value] of [...entries]) if (value instanceof File) entries.delete(name);
    entries.append("draft-path", location.pathname);
    // Not a sign of life: the sign-out comes all the same.
    return fetch(notice.dataset.keep, { method: "POST", body: entries, headers: { "X-Refresh": "1" } });
  };
  localStorage.setItem("seen", String(told));
  // Typing and clicking are signs of life; the server hears of them at most once a minute.
  for (const sign of ["keydown", "pointerdown"]) {
    document.addEventListener(sign, () => {
      if (notice.hidden && Date.now() - seen() > 60_000) tell();
    });
  }
  notice.querySelector("button").addEventListener("click", tell);
  const watch = async () => {
    const quiet = Date.now() - seen();
    if (quiet >= limit) {
      location.replace(location.pathname + location.search);
      return;
    }
    if (quiet < limit - warning) notice.hidden = true;
    else if (notice.hidden) {
      notice.hidden = false;
      await keep();
    }
    setTimeout(watch, 1000);
  };
  watch();
}
