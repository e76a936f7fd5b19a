import type { NextConfig } from "next";
import { consoleRewrites } from "./lib/runtime/shell-routes";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  images: { unoptimized: true },
  // `npm run typecheck` checks everything, tests included; a build on a fresh machine need not do it again.
  typescript: { ignoreBuildErrors: true },
  basePath: process.env.SIGNALBOX_BUILD_BASE_PATH ?? "",
  turbopack: { root: import.meta.dirname },
  // Before the files: `/s/default/queues` must never be taken for anything but its shell.
  rewrites: async () => ({ beforeFiles: consoleRewrites(), afterFiles: [], fallback: [] }),
};

export default config;
