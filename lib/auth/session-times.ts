import "server-only";

/** Without a request for this long a session ends. */
export const SESSION_IDLE_MS = 30 * 60_000;
/** No session lives longer, however busy. */
export const SESSION_LONGEST_MS = 12 * 3_600_000;
/** A session older than this is renewed by the next request. */
export const SESSION_RENEW_MS = 5 * 60_000;
/** How long a checked cookie is believed without asking the state store again. */
export const SESSION_RECHECK_MS = 4_000;
