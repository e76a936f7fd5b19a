import chart from "./messages/en/chart.json";
import editor from "./messages/en/editor.json";
import errors from "./messages/en/errors.json";
import filter from "./messages/en/filter.json";
import jobs from "./messages/en/jobs.json";
import life from "./messages/en/life.json";
import login from "./messages/en/login.json";
import overview from "./messages/en/overview.json";
import palette from "./messages/en/palette.json";
import queues from "./messages/en/queues.json";
import shell from "./messages/en/shell.json";
import sources from "./messages/en/sources.json";
import table from "./messages/en/table.json";
import time from "./messages/en/time.json";
import ui from "./messages/en/ui.json";
import verdict from "./messages/en/verdict.json";

/** The words that every page has; the others come with their areas (`components/ui/words.tsx`). */
export const messages = {
  chart,
  editor,
  errors,
  filter,
  jobs,
  life,
  login,
  overview,
  palette,
  queues,
  shell,
  sources,
  table,
  time,
  ui,
  verdict,
};
