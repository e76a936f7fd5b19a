import type { messages } from "./messages";
import type about from "./messages/en/about.json";
import type audit from "./messages/en/audit.json";
import type batches from "./messages/en/batches.json";
import type busy from "./messages/en/busy.json";
import type causes from "./messages/en/causes.json";
import type cron from "./messages/en/cron.json";
import type locks from "./messages/en/locks.json";
import type metrics from "./messages/en/metrics.json";
import type operations from "./messages/en/operations.json";
import type plugins from "./messages/en/plugins.json";
import type profiles from "./messages/en/profiles.json";
import type trash from "./messages/en/trash.json";

/** One file per namespace; a key is `namespace.key`. */
type AllWords = typeof messages & {
  about: typeof about;
  audit: typeof audit;
  batches: typeof batches;
  busy: typeof busy;
  causes: typeof causes;
  cron: typeof cron;
  locks: typeof locks;
  metrics: typeof metrics;
  operations: typeof operations;
  plugins: typeof plugins;
  profiles: typeof profiles;
  trash: typeof trash;
};

declare module "next-intl" {
  interface AppConfig {
    Locale: "en";
    Messages: AllWords;
  }
}
