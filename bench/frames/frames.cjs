// Frame times of the page of one run in Chromium, while the cursor moves, and while one zooms and pans.
//
//   node bench/frames/frames.cjs http://127.0.0.1:7070 [run]
//
// Playwright comes with the NuGet package that tests/Vigil.Browser.Tests restores; the browser is the PATH's.
// The page is told to note each animation frame; a frame that takes over 16.7 ms is one that was missed at 60 a second.
const fs = require("node:fs");
const path = require("node:path");
const os = require("node:os");
const { execFileSync } = require("node:child_process");

const [address, run = "last"] = process.argv.slice(2);
const packages = path.join(process.env.NUGET_PACKAGES ?? path.join(os.homedir(), ".nuget", "packages"), "microsoft.playwright");
const version = fs.readdirSync(packages).sort().at(-1);
const { chromium } = require(path.join(packages, version, ".playwright", "package"));
const executablePath = execFileSync("sh", ["-c", "command -v chromium || command -v google-chrome"], { encoding: "utf8" }).trim();

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

async function measured(page, what, act) {
  await page.evaluate(() => {
    window.frames_ = [];
    let before = performance.now();
    const note = (now) => {
      window.frames_.push(now - before);
      before = now;
      window.frame_ = requestAnimationFrame(note);
    };
    window.frame_ = requestAnimationFrame(note);
    window.busy_ = [];
    window.tasks_ = new PerformanceObserver((list) => list.getEntries().forEach((entry) => window.busy_.push(entry.duration)));
    window.tasks_.observe({ type: "longtask" });
  });
  await act();
  const { frames, busy } = await page.evaluate(() => {
    cancelAnimationFrame(window.frame_);
    window.tasks_.disconnect();
    return { frames: window.frames_.slice(1), busy: window.busy_ };
  });
  const sorted = [...frames].sort((a, b) => a - b);
  const total = frames.reduce((sum, frame) => sum + frame, 0);
  console.log(
    `  ${what.padEnd(12)} ${(1000 * frames.length / total).toFixed(1).padStart(5)} frames/s; a frame: median ${quantile(sorted, 0.5).toFixed(1)}, ` +
      `95 % ${quantile(sorted, 0.95).toFixed(1)}, 99 % ${quantile(sorted, 0.99).toFixed(1)}, longest ${sorted.at(-1).toFixed(1)} ms; ` +
      `${busy.length} tasks over 50 ms${busy.length ? `, longest ${Math.max(...busy).toFixed(0)} ms` : ""}`,
  );
}

(async () => {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  console.log(`frames: Chromium ${browser.version()}, ${os.cpus().length} cores, load ${os.loadavg()[0].toFixed(1)}`);
  for (const [what, where] of [["list, first", "/"], ["list", "/"], ["run", `/runs/${run}`]]) {
    await page.goto(address + where);
    await page.waitForLoadState("networkidle");
    const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN);
    console.log(`  first paint  ${what}: ${paint.toFixed(0)} ms`);
  }
  await page.waitForFunction(() => document.querySelectorAll(".u-over").length > 5);
  console.log(`  the page     ${await page.evaluate(() => `${document.querySelectorAll(".u-over").length} charts, ${performance.getEntriesByType("resource").reduce((sum, one) => sum + one.transferSize, 0) >> 10} KiB fetched`)}`);
  const chart = page.locator(".u-over").first();
  await chart.scrollIntoViewIfNeeded();
  const box = await chart.boundingBox();
  await measured(page, "at rest", () => page.waitForTimeout(2000));
  await measured(page, "cursor", async () => {
    for (let i = 0; i < 300; i++) {
      await page.mouse.move(box.x + (box.width * ((i * 7) % 300)) / 300, box.y + box.height / 2);
    }
  });
  await measured(page, "drag to zoom", async () => {
    for (let i = 0; i < 5; i++) {
      await page.mouse.move(box.x + box.width * 0.2, box.y + box.height / 2);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2, { steps: 20 });
      await page.mouse.up();
      await page.waitForTimeout(300);
    }
  });
  const earlier = page.getByRole("button", { name: "Earlier", exact: true });
  await measured(page, "pan", async () => {
    for (let i = 0; i < 10; i++) {
      await earlier.click();
      await page.waitForTimeout(200);
    }
  });
  await browser.close();
})();
