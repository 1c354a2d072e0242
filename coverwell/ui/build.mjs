// Builds what the pages load into coverwell/ui/static/built (git-ignored, shipped in the wheel).
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "..", "..", "node_modules");
const built = join(here, "static", "built");
mkdirSync(built, { recursive: true });

// The crown and crest belong to the British government: no rule may show them or name them.
const FOREIGN = /govuk-footer__(copyright-logo|crown)/;

function withoutForeignMarks(css) {
  const rules = css.replace(/([^{}]*)\{([^{}]*)\}/g, (rule, selectors, body) => {
    if (!FOREIGN.test(selectors)) return rule;
    const kept = selectors.split(",").filter((selector) => !FOREIGN.test(selector));
    return kept.length ? `${kept.join(",")}{${body}}` : "";
  });
  const emptied = rules.replace(/@[^{}]*\{\}/g, "");
  return emptied === css ? css : withoutForeignMarks(emptied);
}

const { css } = sass.compile(join(here, "styles", "coverwell.scss"), {
  loadPaths: [modules],
  style: "compressed",
  quietDeps: true,
});
const cleaned = withoutForeignMarks(css);
if (/crest|crown|gds[- ]?transport/i.test(cleaned)) {
  throw new Error("The style sheet still names the crest, the crown or GDS Transport.");
}
writeFileSync(join(built, "coverwell.css"), cleaned);

const copies = {
  "govuk-frontend.min.js": "govuk-frontend/dist/govuk/govuk-frontend.min.js",
  "htmx.min.js": "htmx.org/dist/htmx.min.js",
};
for (const [name, source] of Object.entries(copies)) {
  const text = readFileSync(join(modules, source), "utf8").replace(/\n?\/\/# sourceMappingURL=.*$/m, "");
  writeFileSync(join(built, name), text);
}
copyFileSync(join(here, "scripts", "start.js"), join(built, "start.js"));
