import "server-only";
import type { AppError, ErrorCode } from "./app-error";

/** What happened and what to do, for a reader of the API; the console has its own words. */
const DETAILS: Readonly<Record<ErrorCode, string>> = {
  invalid_request: "The request was not understood; correct the named fields and send it again.",
  invalid_cursor: "The cursor is not one of this list; start again without it.",
  invalid_filter: "The filter was not understood; params say at which character and why.",
  arguments_refused:
    "The arguments were not taken and nothing was changed; params say which fault is at which character.",
  unauthenticated: "Nobody is signed in; send a session, Basic credentials or a token.",
  forbidden: "The caller's role or scope does not allow this; ask for the right or use another account.",
  csrf_refused:
    "The request did not prove that it comes from this console; send JSON with X-Signalbox: 1 from its own origin.",
  read_only: "Nothing was changed because this source is read-only; use one that may be changed.",
  not_found: "There is nothing at this address, or the caller may not see it; look at the list it came from.",
  job_not_found: "The job is no longer in the store; look for it by its id.",
  source_unknown: "There is no source of this name, or the caller may not see it; ask /sources for the names.",
  unsupported_operation: "The store cannot do this; see what is turned off on its About page.",
  conflict: "Somebody else changed this at the same moment; read it again and decide anew.",
  drifted: "The list changed since it was looked at, so nothing was done; confirm the new number.",
  refused: "The action was refused and nothing was changed; see the reason in params.",
  too_large: "The request is larger than this address takes, and nothing was changed; send less at once.",
  misdirected_host: "This host name is not served here; use the address in SIGNALBOX_URL.",
  too_many_requests: "There were too many requests; wait as long as Retry-After says.",
  internal: "Signalbox itself failed; its log has the reason under this request id.",
  source_unreachable: "The store does not answer; check that Redis runs and can be reached.",
  source_frozen: "The store accepts connections but does not answer in time; look for a long command or a frozen host.",
  source_auth_failed: "The store refuses the user name or password; correct the source's URL.",
  source_permission_missing: "The store does not let this user run a command; grant the right to it.",
  source_read_only: "The store is a replica that refuses writes; connect to the primary.",
  source_loading: "The store is loading its data from disk; try again once it is done.",
  source_busy: "The store is busy with a script; try again in a moment.",
  source_full: "The store is out of memory and refuses writes; free memory first.",
  source_misconfigured: "A key of the store has another type, or the source's setup is wrong; correct it.",
  state_unavailable:
    "Signalbox cannot keep its own records now, so nothing was changed; check the store that keeps them.",
  audit_unavailable: "The record of this action cannot be kept now, so nothing was changed; check the audit's store.",
};

/** One English sentence, with the source in front where the error is of one. */
export function detailOf({ code, params }: AppError): string {
  const named = typeof params.source === "string" && params.source !== "" && code !== "internal";
  const setup = code === "source_misconfigured" && params.reply !== "WRONGTYPE" && typeof params.detail === "string";
  const text = setup ? `The source's URL or setup is wrong (${params.detail}); correct it.` : DETAILS[code];
  return named ? `${params.source}: ${text}` : text;
}
