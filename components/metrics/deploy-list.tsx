"use client";

import { useTranslations } from "next-intl";
import { TimeAgo } from "@/components/ui/time-ago";
import type { DeployMark } from "@/lib/domain/metrics.schema";

const SHOWN = 6;

/** The deploys of the range, newest first, as one line. */
export function DeployList({ marks }: { marks: readonly DeployMark[] }) {
  const t = useTranslations("metrics");
  if (marks.length === 0) return null;
  return (
    <dl className="flex min-w-0 flex-wrap gap-x-4 gap-y-1 text-small">
      <dt className="text-ink-3">{t("deploys")}</dt>
      {marks
        .slice(-SHOWN)
        .reverse()
        .map((mark) => (
          <dd key={`${mark.atMs}${mark.label}`} className="flex min-w-0 gap-1">
            <bdi className="max-w-[36ch] truncate" data-tip="">
              {mark.label}
            </bdi>
            <span className="text-ink-3">
              <TimeAgo atMs={mark.atMs} style="short" />
            </span>
          </dd>
        ))}
    </dl>
  );
}
