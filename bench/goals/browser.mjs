import { existsSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { chromium } from "@playwright/test";
import { row } from "../compare.mjs";
import { median } from "../driver.mjs";

const executablePath = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
  (path) => path && existsSync(path),
);

/** Goal 14: a real browser, from navigation to visible numbers. */
export async function browser({ store, ours, peers, rounds, log }) {
  log("page loads in Chromium");
  await store.seed({
    dead: 100_000,
    retry: 2_000,
    scheduled: 2_000,
    queues: 5,
    enqueued: 20_000,
    processes: 10,
    busy: 100,
    metrics: 1,
  });
  const chrome = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ["--no-sandbox"] });
  const pages = {
    dashboard: { ours: "/s/bench", peer: "/", seen: "20,000" },
    dead: { ours: "/s/bench/dead", peer: "/morgue", seen: "100,000" },
  };
  const cold = { ours: [], 7.3: [], 8.1: [] };
  const warmPeer = [];
  const soft = [];
  let scriptBytes = 0;
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const { ours: path, peer: peerPath, seen } of Object.values(pages)) {
        for (const version of ["7.3", "8.1"]) {
          const context = await chrome.newContext();
          cold[version].push(await load(await context.newPage(), `${peers[version].url}${peerPath}`, seen));
          const again = await context.newPage();
          warmPeer.push(await load(again, `${peers[version].url}${peerPath}`, seen));
          await context.close();
        }
        const context = await chrome.newContext();
        const [name, ...value] = ours.cookie.split("=");
        await context.addCookies([{ name, value: value.join("="), url: ours.url }]);
        const page = await context.newPage();
        const scripts = new Set();
        page.on("request", (request) => {
          if (request.url().endsWith(".js")) scripts.add(request.url());
        });
        cold.ours.push(await load(page, `${ours.url}${path}`, seen));
        const first = [...scripts];
        soft.push(await clickThrough(page));
        await context.close();
        // Not while the page loads: reading every body of it would slow down what is measured.
        const sizes = await Promise.all(first.map(gzippedSize));
        scriptBytes = Math.max(
          scriptBytes,
          sizes.reduce((sum, bytes) => sum + bytes, 0),
        );
      }
    }
  } finally {
    await chrome.close();
  }
  const peerCold = Math.min(median(cold["7.3"]), median(cold["8.1"]));
  const peerWarm = median(warmPeer);
  return [
    row(14, "cold page load to visible numbers, ms", {
      ours: median(cold.ours),
      peer: peerCold,
      ratio: peerCold / median(cold.ours),
      target: "≤ peer + 300 ms",
      met: median(cold.ours) <= peerCold + 300,
    }),
    row(14, "navigation between screens, ms", {
      ours: median(soft),
      peer: peerWarm,
      ratio: peerWarm / median(soft),
      target: "≤ 1/2 of the peer's page load",
      met: median(soft) <= peerWarm / 2,
    }),
    row(14, "first-load JavaScript, KiB gz", {
      ours: scriptBytes / 1024,
      peer: null,
      limit: 300,
      ratio: null,
      target: "≤ 300",
      met: scriptBytes / 1024 <= 300,
    }),
  ];
}

async function load(page, url, seen) {
  const startedMs = performance.now();
  await page.goto(url, { waitUntil: "commit" });
  // biome-ignore lint/performance/useDomNodeTextContent: what is not rendered is not seen
  await page.waitForFunction((text) => document.body?.innerText.includes(text), seen, { polling: 5 });
  return performance.now() - startedMs;
}

async function gzippedSize(url) {
  const reply = await fetch(url);
  if (!reply.ok) throw new Error(`${url} answers ${reply.status}`);
  return gzipSync(Buffer.from(await reply.arrayBuffer())).length;
}

const RETRIES = 'nav a[href$="/retries"]';

/** From a click in the rail to the first row of the retry set. */
async function clickThrough(page) {
  await page.locator(RETRIES).first().waitFor({ state: "attached" });
  // As long as a person takes to find the link.
  await page.waitForTimeout(300);
  return page.evaluate(async (selector) => {
    const startedMs = performance.now();
    document.querySelector(selector).click();
    while (!(location.pathname.endsWith("/retries") && document.querySelector("main table tbody tr td"))) {
      if (performance.now() - startedMs > 30_000) throw new Error("the retries did not show");
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    return performance.now() - startedMs;
  }, RETRIES);
}
