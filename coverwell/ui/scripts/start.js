// Marks the page as scripted and wakes its components. In a file because the content policy
// allows no script inside a page.
import { initAll } from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
