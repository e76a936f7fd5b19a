/** Who signs in to the tested server, and the stores it shows: one database of the test's Redis each. */
export const PASSWORD = "correct horse battery";
export const USERS = [
  { name: "ada", role: "admin" },
  { name: "otto", role: "operator" },
  { name: "vera", role: "viewer" },
  // Each for one story, which ends all their sessions.
  { name: "ines", role: "viewer" },
  { name: "noor", role: "viewer" },
] as const;
export type UserName = (typeof USERS)[number]["name"];

/**
 * shop: the demo fleet · lab: the stories' own jobs and the real worker · hostile: markup in every field ·
 * the others: one for each story that counts what is in it
 */
export const DATABASES = {
  shop: 0,
  lab: 1,
  hostile: 2,
  search: 3,
  undo: 4,
  bulk: 5,
  follow: 6,
  queues: 7,
  processes: 8,
  keys: 9,
  wide: 10,
  names: 11,
  causes: 12,
  cron: 13,
  operations: 14,
  mend: 15,
  gauges: 16,
  aftermath: 17,
  regret: 18,
  full: 19,
} as const;

/** The source whose store is a Redis of its own, which one story kills. */
export const OUTAGE = "outage";
