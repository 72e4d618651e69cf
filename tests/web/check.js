// Opens a report in Chromium without a network: what only a browser can tell of it. Prints TAP; takes the report's path.
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
  const sorted = [...(await firstColumn(page))].sort((a, b) => a.localeCompare(b));
  await button.asElement().click();
  check(JSON.stringify(await firstColumn(page)) === JSON.stringify(sorted), "a click sorts", await firstColumn(page));
  await button.asElement().focus();
  await page.keyboard.press("Enter");
  check(JSON.stringify(await firstColumn(page)) === JSON.stringify([...sorted].reverse()), "Enter sorts the other way",
    await firstColumn(page));
  const state = await button.evaluate((b) => b.parentElement.getAttribute("aria-sort"));
  check(state === "descending", "the head says how", state);
}

const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"] });
try {
  for (const dark of [false, true]) {
    const { page, said, asked } = await open(browser, { dark });
    const barriers = await findBarriers(page);
    check(barriers.length === 0, `axe finds nothing serious, ${dark ? "dark" : "light"}`, barriers);
    if (!dark) await checkTables(page);
    const pdf = await page.pdf();
    check(Buffer.from(pdf.slice(0, 5)).toString() === "%PDF-", "it prints", pdf.length);
    const foreign = await page.$$eval("b, iframe, object, embed, img, a:not([download])", (all) => all.map((e) => e.outerHTML));
    check(foreign.length === 0, "no element comes of a label", foreign);
    check(said.length === 0, "the console is empty", said);
    check(asked.length === 0, "nothing is asked for", asked);
    await page.close();
  }
  const { page, said } = await open(browser, { script: false });
  const rows = await page.$$("table.sortable tbody tr"), pictures = await page.$$("figure svg[aria-label]");
  check(rows.length > 1 && pictures.length > 0, "tables and pictures are there without JavaScript", [rows.length, pictures.length]);
  check(said.length === 0, "and the console is empty", said);
} finally {
  await browser.close();
}
console.log(`1..${n}`);
process.exitCode = failed > 0 ? 1 : 0;
