"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { paths } from "@/components/shell/route";
import { TextLink } from "@/components/ui/text-link";
import { useFormat } from "@/components/ui/use-format";
import { useTicking } from "@/components/ui/use-now";
import { useWhen } from "@/components/ui/use-when";
import type { JobEntry } from "@/lib/domain/job.schema";
import { retryLimit } from "@/lib/domain/worker-defaults";

/** One sentence: where the job is now and what happens to it next. */
export function JobState({ job, source }: { job: JobEntry; source: string }) {
  const t = useTranslations("jobs.state");
  const { kind } = job.place;
  const waits = kind === "retry" || kind === "scheduled";
  const age = useAge(job.atMs ?? (kind === "queue" ? job.enqueuedAtMs : null), waits);
  const name = "queue" in job.place ? job.place.queue : job.queue;
  const queue = (): ReactNode =>
    name === null ? (
      t("unknownQueue")
    ) : (
      <TextLink href={paths.queue(source, name)}>
        <bdi>{name}</bdi>
      </TextLink>
    );
  const attempts = job.attempts ?? 0;
  switch (job.place.kind) {
    case "queue":
      return age.text === "" ? t.rich("queue", { queue }) : t.rich("queueSince", { queue, age: age.text });
    case "running":
      return age.text === "" ? t.rich("runningUnknown", { queue }) : t.rich("running", { queue, age: age.text });
    case "dead":
      return attempts > 0
        ? t.rich("deadAfter", { queue, age: age.text, attempts })
        : t.rich("dead", { queue, age: age.text });
    case "scheduled":
      if (job.activeJobRetry) {
        return t.rich(age.past ? "activeJobRetryDue" : "activeJobRetry", {
          queue,
          age: age.text,
          when: age.text,
          attempts,
        });
      }
      return t.rich(age.past ? "scheduledDue" : "scheduled", { queue, age: age.text, when: age.text });
    case "retry":
      return t.rich(age.past ? "retryDue" : "retry", {
        queue,
        age: age.text,
        when: age.text,
        next: attempts,
        max: Math.max(retryLimit(job.retryMax) ?? 0, attempts),
      });
  }
}

/** `waits`: the time is when it is due, and once past is said in these words. */
function useAge(atMs: number | null, waits: boolean): { text: string; past: boolean } {
  const format = useFormat();
  const when = useWhen();
  const text = useTicking((nowMs) => {
    if (atMs === null) return "";
    const seconds = (nowMs - atMs) / 1000;
    if (waits && seconds > -1) return `-${when.due(seconds)}`;
    return (seconds >= 0 ? "-" : "+") + format.duration(Math.abs(seconds));
  });
  return { text: text.slice(1), past: text.startsWith("-") };
}
