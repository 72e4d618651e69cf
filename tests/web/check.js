// Opens a report in Chromium without a network: what only a browser can tell of it. Prints TAP; takes the report's path,
// and "means" where it has lines of means by memory_mb, a series of its own at 1024.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const page_url = pathToFileURL(process.argv[2]).href;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let n = 0, failed = 0;

function check(holds, what, found) {
  n++;
  failed += holds ? 0 : 1;
  console.log(`${holds ? "ok" : "not ok"} ${n} - ${what}`);
  if (!holds) console.log(`# found ${JSON.stringify(found)}`);
}

// Each page notes what it says and asks for; the file itself and data: links are no requests.
async function open(browser, settings = {}) {
  const page = await browser.newPage();
  const said = [], asked = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("dialog", (dialog) => { said.push(dialog.message()); dialog.dismiss(); });
  page.on("request", (request) => {
    if (request.url() !== page_url && !request.url().startsWith("data:")) asked.push(request.url());
  });
  await page.setOfflineMode(true);
  if (settings.script === false) await page.setJavaScriptEnabled(false);
  if (settings.dark) await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
  await page.goto(page_url);
  return { page, said, asked };
}

// What axe finds that is serious; it is run in a world of its own, which the page's policy does not bind.
async function findBarriers(page) {
  const client = await page.createCDPSession();
  const { frameTree } = await client.send("Page.getFrameTree");
  const { executionContextId } = await client.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id });
  const evaluate = async (expression, awaitPromise) => {
    const answer = await client.send("Runtime.evaluate",
      { expression, contextId: executionContextId, awaitPromise, returnByValue: true });
    if (answer.exceptionDetails) throw new Error(JSON.stringify(answer.exceptionDetails));
    return answer.result.value;
  };
  await evaluate(axe + ";undefined", false);
  return evaluate(`axe.run(document).then((found) => found.violations
    .filter((v) => v.impact === "serious" || v.impact === "critical")
    .map((v) => v.id + ": " + v.nodes[0].html.slice(0, 120)))`, true);
}

const firstColumn = (page) => page.$$eval("table.sortable", (tables) => {
  const table = tables.find((t) => t.tBodies[0].rows.length > 1);
  return [...table.tBodies[0].rows].map((row) => row.cells[0].textContent);
});

async function checkTables(page) {
  const buttons = await page.$$("table.sortable th button");
  check(buttons.length > 0, "heads of tables are buttons", buttons.length);
  const button = await page.evaluateHandle(() => [...document.querySelectorAll("table.sortable")]
    .find((t) => t.tBodies[0].rows.length > 1).querySelector("th button"));
  const sorted = [...(await firstColumn(page))].sort((a, b) => Number(a) - Number(b) || a.localeCompare(b));
  await button.asElement().click();
  check(JSON.stringify(await firstColumn(page)) === JSON.stringify(sorted), "a click sorts", await firstColumn(page));
  await button.asElement().focus();
  await page.keyboard.press("Enter");
  check(JSON.stringify(await firstColumn(page)) === JSON.stringify([...sorted].reverse()), "Enter sorts the other way",
    await firstColumn(page));
  const state = await button.evaluate((b) => b.parentElement.getAttribute("aria-sort"));
  check(state === "descending", "the head says how", state);
}

const told = (picture) => picture.evaluate((e) => e.getAttribute("aria-valuetext"));

// Where the ring is, in dots of the image and of the window, and how far from what gnuplot drew of any series.
const findRing = (picture) => picture.evaluate((e) => {
  const ring = e.querySelector(".ring");
  ring.scrollIntoView({ block: "center" });
  const x = ring.cx.baseVal.value, y = ring.cy.baseVal.value, box = ring.getBoundingClientRect();
  const drawn = [...e.querySelectorAll("g[id*='_plot_'] :is(path, use, polygon)")]
    .flatMap((part) => [...((part.getAttribute("d") ?? "") + (part.getAttribute("transform") ?? "") + (part.getAttribute("points") ?? ""))
      .matchAll(/(-?[\d.]+),(-?[\d.]+)/g)]);
  return { left: box.left + box.width / 2, top: box.top + box.height / 2, far: Math.min(...drawn.map((m) => Math.hypot(m[1] - x, m[2] - y))) };
});

// Every picture by its keys and by the pointer: text, at a place where something is drawn.
async function checkValues(page) {
  const pictures = await page.$$(".picture"), lost = [], off = [], apart = [], stay = [];
  for (const picture of pictures) {
    const title = await picture.evaluate((e) => e.getAttribute("aria-label"));
    let ring;
    await picture.focus();
    for (const key of ["Home", "ArrowRight", "ArrowDown", "End", "ArrowUp", "ArrowLeft"]) {
      await page.keyboard.press(key);
      ring = await findRing(picture);
      const said = await told(picture), shown = await picture.$eval(".value", (e) => [e.textContent, e.hidden]);
      if (shown[0] !== said || shown[1] || !/\d/.test(said)) lost.push([title, key, said, shown]);
      if (!(ring.far < 0.75)) off.push([title, key, said, ring.far]);
    }
    await page.keyboard.press("Escape");
    if ((await told(picture)) !== "none") stay.push([title, await told(picture)]);
    await picture.evaluate((e) => e.blur());
    await page.mouse.move(ring.left, ring.top);
    const pointed = (await told(picture)) === "none" ? null : await findRing(picture);
    if (!pointed || Math.hypot(pointed.left - ring.left, pointed.top - ring.top) > 1) apart.push([title, ring, pointed]);
    await page.mouse.move(0, 0);
  }
  check(pictures.length > 0, "pictures show values", pictures.length);
  check(lost.length === 0, "keys step through them, as text", lost);
  check(off.length === 0, "each where it is drawn", off);
  check(stay.length === 0, "Escape ends that", stay);
  check(apart.length === 0, "the pointer finds the same places", apart);
}

// A mean and its interval are those of the summary in the page.
async function checkMean(page) {
  const found = await page.evaluate(() => {
    const decode = (link) => atob(link.href.split(",")[1]);
    const group = JSON.parse(decode(document.querySelector("a[download='summary.json']"))).groups.find((g) => Number(g.by.memory_mb) === 1024);
    const picture = document.querySelector("figure:has(+ p a[download='lines.gp']) .picture");
    picture.focus();
    for (const key of ["Home", "ArrowRight"]) picture.dispatchEvent(new KeyboardEvent("keydown", { key }));
    return { group, said: picture.getAttribute("aria-valuetext") };
  });
  const four = (value) => String(Number(value.toPrecision(4))), { mean, mean_ci } = found.group;
  const expected = `1024, Latency (s) ${four(mean)} [${four(mean_ci[0])}, ${four(mean_ci[1])}]`;
  check(found.said.includes(expected), "a mean and its interval are the summary's", [found.said, expected]);
}

const parts = (figure) => figure.$$eval("g[id*='_plot_']", (all) => all.map((part) => part.classList.contains("off")));

// A switch fades the parts of its series in a picture, whose values are then not told, and brings them back.
async function checkSwitches(page) {
  const figures = await page.$$("figure:has(.series input)"), wrong = [];
  for (const figure of figures) {
    const box = await figure.$(".series input"), picture = await figure.$(".picture");
    const name = await box.evaluate((e) => e.parentElement.textContent);
    await figure.$eval(".series", (e) => { e.open = true; });
    await box.focus();
    await page.keyboard.press("Space");
    const off = await parts(figure);
    await picture.focus();
    await page.keyboard.press("Home");
    const said = await told(picture);
    if (!off.includes(true) || !off.includes(false) || said.startsWith(name + ": ")) wrong.push([name, off, said]);
    await box.click();
    await picture.focus();
    await page.keyboard.press("Home");
    const back = await parts(figure);
    if (back.includes(true) || !(await told(picture)).startsWith(name + ": ")) wrong.push([name, back, await told(picture)]);
  }
  check(figures.length > 0, "pictures have switches", figures.length);
  check(wrong.length === 0, "which toggle a series", wrong);
}

// On paper ink is dark, and no row is folded away.
async function checkPrint(page) {
  await page.emulateMediaType("print");
  const ink = await page.evaluate(() => getComputedStyle(document.body).color);
  const hidden = await page.$$eval("td", (cells) => cells.filter((cell) => !cell.checkVisibility({ contentVisibilityAuto: true })).length);
  check(Math.max(...ink.match(/\d+/g).map(Number)) < 128, "ink is dark on paper", ink);
  check(hidden === 0, "no row is hidden on paper", hidden);
  const cut = [];
  for (const [width, turned] of [[703, false], [1032, true]]) { // dots of A4 within 12 mm
    await page.setViewport({ width, height: 1000 });
    cut.push(...await page.$$eval("main :is(table, th, td, p, li, figure, svg)", (all, width, turned) => all
      .filter((e) => (getComputedStyle(e.closest("h2, .wide, details") ?? e).page === "turned") === turned && e.getBoundingClientRect().right > width + 0.5)
      .map((e) => [width, e.outerHTML.slice(0, 80), e.getBoundingClientRect().right]), width, turned));
  }
  check(cut.length === 0, "nothing is wider than its page of A4", cut.slice(0, 4));
  const smallest = await page.$$eval("td, th, p, small", (all) => Math.min(...all.map((e) => parseFloat(getComputedStyle(e).fontSize))));
  check(smallest >= 7 * 96 / 72 - 0.01, "and no text smaller than 7 points", smallest);
  const pdf = Buffer.from(await page.pdf({ preferCSSPageSize: true, format: "A4" })).toString("latin1");
  const sizes = [...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map((box) => Number(box[1]) > Number(box[2]));
  const turned = await page.$$eval(".wide", (all) => all.some((e) => getComputedStyle(e).page === "turned"));
  check(sizes.length > 0 && sizes.includes(false) && sizes.includes(true) === turned, "wide tables turn their pages", [sizes, turned]);
  await page.emulateMediaType("screen");
  await page.setViewport({ width: 800, height: 600 });
}

// On a telephone a table scrolls in itself, the page does not.
async function checkNarrow(page) {
  await page.setViewport({ width: 400, height: 800 });
  const found = await page.evaluate(() => ({ page: document.documentElement.scrollWidth,
    tables: [...document.querySelectorAll(".wide")].map((e) => {
      e.scrollLeft = 1e6;
      const last = e.querySelector("tr").lastElementChild.getBoundingClientRect();
      return { scrolls: e.scrollWidth > e.clientWidth, keys: e.tabIndex === 0, reached: last.right <= e.getBoundingClientRect().right + 1 };
    }) }));
  check(found.page <= 400, "no page scrolls aside at 400 dots", found.page);
  check(found.tables.every((table) => table.keys && table.reached) && found.tables.some((table) => table.scrolls), "but tables do, to their end", found.tables);
  await page.setViewport({ width: 800, height: 600 });
}

const text = (page) => page.$eval("main", (main) => {
  const copy = main.cloneNode(true);
  copy.querySelectorAll(".series, .value").forEach((e) => e.remove());
  return copy.textContent.replace(/\s+/g, " ");
});

const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"] });
let all;
try {
  for (const dark of [false, true]) {
    const { page, said, asked } = await open(browser, { dark });
    const barriers = await findBarriers(page);
    check(barriers.length === 0, `axe finds nothing serious, ${dark ? "dark" : "light"}`, barriers);
    await checkPrint(page);
    await checkNarrow(page);
    if (!dark) {
      all = await text(page);
      await checkValues(page);
      await checkSwitches(page);
      if (process.argv[3] === "means") await checkMean(page);
      await checkTables(page);
    }
    const foreign = await page.$$eval("b, iframe, object, embed, img, a:not([download])", (all) => all.map((e) => e.outerHTML));
    check(foreign.length === 0, "no element comes of a label", foreign);
    check(said.length === 0, "the console is empty", said);
    check(asked.length === 0, "nothing is asked for", asked);
    await page.close();
  }
  const { page, said } = await open(browser, { script: false });
  const rows = await page.$$("table.sortable tbody tr"), pictures = await page.$$("figure svg[aria-label]");
  check(rows.length > 1 && pictures.length > 0, "tables and pictures are there without JavaScript", [rows.length, pictures.length]);
  check((await text(page)) === all, "and all the text", [await text(page), all]);
  check(said.length === 0, "and the console is empty", said);
} finally {
  await browser.close();
}
console.log(`1..${n}`);
process.exitCode = failed > 0 ? 1 : 0;
