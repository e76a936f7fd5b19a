import { defineConfig, devices } from "@playwright/test";
import { chromiumPath } from "./scripts/test/system.mjs";

const executablePath = chromiumPath();

/** Browser tests on a production build; `e2e/support/global-setup.ts` starts the store, the fleet and the console. */
export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/e2e",
  globalSetup: "./e2e/support/global-setup.ts",
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: "list",
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    actionTimeout: 30_000,
    screenshot: "only-on-failure",
    launchOptions: executablePath ? { executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] } : {},
  },
});
