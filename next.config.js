import table from "./lib/runtime/shell-routes.json" with { type: "json" };

/** Every address that something at another path answers: a shell of the console, or the API. */
const rewrites = [
  ...table.shells
    .filter(({ path, shell }) => path !== shell)
    .map(({ path, shell }) => ({ source: path, destination: shell })),
  ...Object.entries(table.apiAliases).map(([source, destination]) => ({ source, destination })),
];

/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  images: { unoptimized: true },
  // `npm run typecheck` checks everything, tests included; a build on a fresh machine need not do it again.
  typescript: { ignoreBuildErrors: true },
  basePath: process.env.SIGNALBOX_BUILD_BASE_PATH ?? "",
  turbopack: {
    root: import.meta.dirname,
    // Words are compiled here, so that no parser of their syntax is sent to the browser.
    resolveAlias: {
      "use-intl/format-message": "./node_modules/use-intl/dist/esm/production/format-message/format-only.js",
    },
    rules: {
      "*.json": {
        loaders: [
          { loader: "next-intl/extractor/catalogLoader", options: { messages: { format: "json", precompile: true } } },
        ],
        condition: { path: /lib\/i18n\/messages\/en\/[a-z]+\.json$/ },
        as: "*.js",
      },
    },
  },
  // Before the files: `/s/default/queues` must never be taken for anything but its shell.
  rewrites: async () => ({ beforeFiles: rewrites, afterFiles: [], fallback: [] }),
};
