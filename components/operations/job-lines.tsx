"use client";

import { useTranslations } from "next-intl";
import { paths } from "@/components/shell/route";
import { TextLink } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import type { JobLine } from "@/lib/domain/operation.schema";

/** Jobs in two lines each: what it is and when; why it failed. */
export function JobLines({ source, lines, label }: { source: string; lines: readonly JobLine[]; label: string }) {
  const t = useTranslations("jobs.dialog");
  return (
    <ul className="grid grid-cols-[minmax(0,1fr)]" aria-label={label}>
      {lines.map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: jids may be missing or repeat; the list is read once
        <li key={i} className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 border-line border-b py-1 last:border-b-0">
          <span className="flex min-w-0 items-baseline gap-2">
            <bdi className="max-w-[50%] shrink-0 truncate" data-tip="">
              {line.ref === null ? (
                (line.class ?? t("none"))
              ) : (
                <TextLink href={paths.entry(source, line.ref)} plain>
                  {line.class ?? t("none")}
                </TextLink>
              )}
            </bdi>
            <span className="min-w-0 truncate font-mono text-ink-2 text-small" data-tip="">
              {line.args}
            </span>
          </span>
          <span className="text-ink-3 text-small">
            {line.atMs === null ? null : <TimeAgo atMs={line.atMs} style="short" />}
          </span>
          <span className="col-span-2 truncate text-ink-3 text-small" data-tip="">
            {[line.queue, line.error].filter((part) => part !== null).join(" · ")}
          </span>
        </li>
      ))}
    </ul>
  );
}
