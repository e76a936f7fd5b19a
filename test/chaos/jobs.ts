import type { JobVerb } from "@/lib/domain/action.schema";
import type { JobSetName } from "@/lib/domain/job.schema";

/** How each verb is tried: where its jobs start. */
export const TRIALS: Readonly<Record<JobVerb, { set: JobSetName; key: string }>> = {
  retry: { set: "retry", key: "retry" },
  run_now: { set: "scheduled", key: "schedule" },
  kill: { set: "retry", key: "retry" },
  delete: { set: "dead", key: "dead" },
  reschedule: { set: "scheduled", key: "schedule" },
  move: { set: "retry", key: "retry" },
};
export const VERBS: readonly JobVerb[] = ["retry", "run_now", "kill", "delete", "reschedule", "move"];
export const MOVED_TO = "elsewhere";
export const RESCHEDULED_TO_MS = 1_999_999_999_000;
export const QUEUES = ["default", "mail", "critical", "low", "a/b ü"];

/** Everything that a careless rewrite of JSON changes, and decoys of the fields that are edited. */
const AWKWARD_ARGS =
  '1.0,-0.0,12345678901234567890,1e400,"\\u00e9 é \\/ </script>","\\"retry_count\\":7,\\"enqueued_at\\":1",' +
  '{"queue":"x","retry_count":9,"enqueued_at":5.50,"b":{},"a":[]},[[]],null';

export function jidOf(index: number): string {
  return index.toString(16).padStart(24, "0");
}

/** Whether its arguments can be edited: a number that no worker can read is refused. */
export function isEditable(index: number): boolean {
  return index % 4 === 3;
}

/** @param failed with the fields of a failure; a scheduled job has none and no `enqueued_at`. */
export function payloadOf(index: number, failed: boolean): string {
  const queue = JSON.stringify(QUEUES[index % QUEUES.length]);
  const awkward = isEditable(index) ? AWKWARD_ARGS.replace("1e400", "1e300") : AWKWARD_ARGS;
  const head = `{"retry":true,"queue":${queue},"class":"${index % 3 === 0 ? "MailJob" : "BillJob"}","args":[${index},${awkward}],"jid":"${jidOf(index)}","created_at":1795355549.1179667`;
  return failed
    ? `${head},"enqueued_at":1795355549.1179668,"error_message":"undefined method 'x' for nil","error_class":"NoMethodError","failed_at":1795355550.25,"retry_count":${index % 26}}`
    : `${head}}`;
}

const STAMP = /("enqueued_at":)[\d.]+/g;

/** The payload with its last `enqueued_at` made comparable. Text is latin1: one character, one byte. */
export function withoutStamp(text: string): string {
  const at = [...text.matchAll(STAMP)].at(-1);
  return at ? `${text.slice(0, at.index)}"enqueued_at":*${text.slice(at.index + at[0].length)}` : text;
}

/** What a job must look like after the verb, its stamp made comparable; worked out by plain text, not by our scanner. */
export function expectedText(verb: JobVerb, before: string): string {
  switch (verb) {
    case "kill":
    case "delete":
    case "reschedule":
      return before;
    case "move":
      return before.replace(/"queue":"(?:[^"\\]|\\.)*"/, `"queue":"${MOVED_TO}"`);
    case "retry":
    case "run_now": {
      const lowered = verb === "retry" ? lowerCount(before) : before;
      return lowered.includes('"created_at":1795355549.1179667,"enqueued_at"')
        ? withoutStamp(lowered)
        : lowered.replace(/\}$/, ',"enqueued_at":*}');
    }
  }
}

function lowerCount(text: string): string {
  const at = [...text.matchAll(/"retry_count":(-?\d+)/g)].at(-1);
  if (!at) return text;
  return `${text.slice(0, at.index)}"retry_count":${Number(at[1]) - 1}${text.slice(at.index + at[0].length)}`;
}
