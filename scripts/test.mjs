// Everything that proves the product, on a machine that has only Node: `npm test`.
//   npm test                 all stages
//   npm test -- unit e2e     some of: types lint unit build e2e
// The last line is `N passed, N failed`; the exit code is 0 only when something ran and nothing failed.
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { playwrightCounts, vitestCounts } from "./test/counts.mjs";
import { run, stopAll } from "./test/stage.mjs";
import { ensureSystem } from "./test/system.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const reports = "test-results/reports";
const bin = (name) => `node_modules/.bin/${name}`;
const say = (line) => console.log(`\n== ${line}`);

const stages = {
  types: {
    title: "types",
    run: () => check("npm", ["run", "--silent", "typecheck"]),
  },
  lint: {
    title: "lint",
    run: () => check(bin("biome"), ["check", "."]),
  },
  unit: {
    title: "unit, contract, differential and chaos tests (vitest)",
    run: async () => {
      const report = `${reports}/vitest.json`;
      const code = await run(
        bin("vitest"),
        ["run", "--maxWorkers=2", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
        { limitMinutes: 40 },
      );
      return consistent(code, vitestCounts(report));
    },
  },
  build: {
    title: "production build",
    run: () => check("npm", ["run", "--silent", "build"]),
  },
  e2e: {
    title: "browser tests on the production build (Playwright)",
    run: async () => {
      const report = `${reports}/playwright.json`;
      const code = await run(bin("playwright"), ["test", "--reporter=list,json"], {
        limitMinutes: 40,
        env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report, NODE_OPTIONS: "--conditions=react-server" },
      });
      return consistent(code, playwrightCounts(report));
    },
  },
};

const asked = process.argv.slice(2);
const total = { passed: 0, failures: [] };
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    stopAll();
    process.exitCode = 130;
    finish(130);
  });
}

try {
  const unknown = asked.filter((name) => !(name in stages));
  if (unknown.length > 0)
    throw new Error(`unknown stage ${unknown.join(", ")}; known: ${Object.keys(stages).join(" ")}`);
  await prepare();
  for (const [name, stage] of Object.entries(stages)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    say(stage.title);
    const startedAt = Date.now();
    const { passed, failures } = await stage.run();
    total.passed += passed;
    total.failures.push(...failures.map((failure) => `${name}: ${failure}`));
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    console.log(`${name}: ${passed} passed, ${failures.length} failed, ${seconds} s`);
  }
} catch (error) {
  total.failures.push(`npm test: ${error instanceof Error ? error.message : error}`);
}
finish(total.failures.length > 0 || total.passed === 0 ? 1 : 0);

async function prepare() {
  say("what the machine must have");
  ensureSystem(say);
  if (!existsSync("node_modules/.package-lock.json")) {
    say("npm ci --ignore-scripts");
    if ((await run("npm", ["ci", "--ignore-scripts"], { limitMinutes: 10 })) !== 0) {
      throw new Error("`npm ci --ignore-scripts` failed");
    }
  }
  if ((await run(process.execPath, ["test/ruby/install.mjs"], { limitMinutes: 10 })) !== 0) {
    throw new Error("the Sidekiq gems could not be installed");
  }
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
}

async function check(command, args) {
  const code = await run(command, args, { limitMinutes: 10 });
  return code === 0 ? { passed: 1, failures: [] } : { passed: 0, failures: [`exit code ${code}`] };
}

/** A runner that ended badly although it counted no failure has failed all the same. */
function consistent(code, counts) {
  return code !== 0 && counts.failures.length === 0 ? { ...counts, failures: [`exit code ${code}`] } : counts;
}

function finish(code) {
  if (total.failures.length > 0) console.log(`\nfailed:\n  ${total.failures.join("\n  ")}`);
  console.log(`\n${total.passed} passed, ${total.failures.length} failed`);
  process.exit(code);
}
