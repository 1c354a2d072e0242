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
