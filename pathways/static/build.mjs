/* Fills pathways/static/vendor/ from node_modules, and compiles app.scss into it.
 *
 * Run by `make set-up` whenever package-lock.json or a style sheet changed. There is no bundler:
 * libraries are copied as their authors published them, so that what a browser gets can be
 * compared with the package. The new folder replaces the old one only when it is whole.
 */
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "..", "..", "node_modules");
const vendor = join(here, "vendor");
const fresh = join(here, "vendor.fresh");

const scripts = [
  ["htmx.org", "dist/htmx.min.js"],
  ["sortablejs", "Sortable.min.js"],
  ["govuk-frontend", "dist/govuk/govuk-frontend.min.js"],
];
const typefaces = [
  "@fontsource-variable/atkinson-hyperlegible-next",
  "@fontsource-variable/atkinson-hyperlegible-mono",
];

/* Its package holds no licence file; this is the notice of its repository. */
const govukLicence = `The MIT License (MIT)

Copyright (C) 2017 Crown Copyright (Government Digital Service)

Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies
of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS
FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER
IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`;

async function licenceOf(name) {
  if (name === "govuk-frontend") return govukLicence;
  return readFile(join(modules, name, "LICENSE"), "utf8");
}

async function noticeOf(name) {
  const about = JSON.parse(await readFile(join(modules, name, "package.json"), "utf8"));
  const heading = `${about.name} ${about.version} (${about.license})`;
  return `${heading}\n${"=".repeat(heading.length)}\n\n${(await licenceOf(name)).trim()}\n`;
}

/* Rules of the libraries that cost more than they give. One that ends in `*` behind a sibling makes
 * the browser style everything anew whenever a neighbour is exchanged; ours needs no such gap. */
const dropped = [/\.govuk-error-summary__body>\*\+\*\{[^{}]*\}/g];

function drop(css) {
  return dropped.reduce((rest, rule) => {
    if (!rest.match(rule)) throw new Error(`There is no ${rule} to drop any more.`);
    return rest.replace(rule, "");
  }, css);
}

/* A warning about our own styles stops the build; those of the libraries are theirs to mend. */
function compileStyles() {
  return sass.compile(join(here, "app.scss"), {
    style: "compressed",
    loadPaths: [modules],
    quietDeps: true,
    logger: {
      warn(message, { span }) {
        const place = span?.url ? ` (${span.url.pathname}:${span.start.line + 1})` : "";
        throw new Error(`app.scss: ${message}${place}`);
      },
    },
  }).css;
}

async function build() {
  await rm(fresh, { recursive: true, force: true });
  await mkdir(join(fresh, "fonts"), { recursive: true });

  for (const [name, path] of scripts) {
    const source = await readFile(join(modules, name, path), "utf8");
    // The maps are not copied, so a browser's tools must not look for them.
    const file = path.split("/").at(-1).toLowerCase();
    await writeFile(join(fresh, file), source.replace(/\/\/# sourceMappingURL=\S+\s*$/, "\n"));
  }
  for (const name of typefaces) {
    for (const file of await readdir(join(modules, name, "files"))) {
      await cp(join(modules, name, "files", file), join(fresh, "fonts", file));
    }
  }
  const names = [...scripts.map(([name]) => name), ...typefaces];
  const notices = await Promise.all(names.map(noticeOf));
  await writeFile(join(fresh, "LICENCES.txt"), notices.join("\n\n"));
  await writeFile(join(fresh, "app.css"), drop(compileStyles()));

  await rm(vendor, { recursive: true, force: true });
  await rename(fresh, vendor);
}

try {
  await build();
} catch (error) {
  await rm(fresh, { recursive: true, force: true });
  console.error(error.message);
  process.exitCode = 1;
}
