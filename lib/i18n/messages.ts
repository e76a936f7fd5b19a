import about from "./messages/en/about.json";
import audit from "./messages/en/audit.json";
import batches from "./messages/en/batches.json";
import busy from "./messages/en/busy.json";
import causes from "./messages/en/causes.json";
import chart from "./messages/en/chart.json";
import cron from "./messages/en/cron.json";
import editor from "./messages/en/editor.json";
import errors from "./messages/en/errors.json";
import filter from "./messages/en/filter.json";
import jobs from "./messages/en/jobs.json";
import life from "./messages/en/life.json";
import locks from "./messages/en/locks.json";
import login from "./messages/en/login.json";
import metrics from "./messages/en/metrics.json";
import operations from "./messages/en/operations.json";
import overview from "./messages/en/overview.json";
import palette from "./messages/en/palette.json";
import plugins from "./messages/en/plugins.json";
import profiles from "./messages/en/profiles.json";
import queues from "./messages/en/queues.json";
import shell from "./messages/en/shell.json";
import sources from "./messages/en/sources.json";
import table from "./messages/en/table.json";
import time from "./messages/en/time.json";
import trash from "./messages/en/trash.json";
import ui from "./messages/en/ui.json";
import verdict from "./messages/en/verdict.json";

/** One file per namespace; a key is `namespace.key`. */
export const messages = {
  about,
  audit,
  batches,
  causes,
  busy,
  chart,
  editor,
  cron,
  errors,
  filter,
  jobs,
  locks,
  life,
  login,
  metrics,
  operations,
  overview,
  plugins,
  profiles,
  palette,
  queues,
  shell,
  sources,
  table,
  time,
  trash,
  ui,
  verdict,
};
