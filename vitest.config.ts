import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    alias: { "@": fileURLToPath(new URL(".", import.meta.url)) },
    conditions: ["react-server", "node", "import"],
  },
  ssr: { resolve: { conditions: ["react-server", "node", "import"] } },
  test: {
    environment: "node",
    include: ["{lib,server,demo,components,scripts,test,bench}/**/*.test.{ts,tsx}"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: "forks",
  },
});
