"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { linksQuery } from "@/lib/api/queries/jobs";
import type { JobDetail } from "@/lib/domain/job.schema";
import { expandLink } from "@/lib/domain/links";
import { Section } from "./section";

/** Links out of a job by the templates of who runs this; a template whose values are not all known is left out. */
export function JobLinks({ detail, source }: { detail: JobDetail; source: string }) {
  const t = useTranslations("life");
  const templates = useQuery(linksQuery()).data?.links ?? [];
  const facts = {
    jid: detail.jid,
    class: detail.class,
    queue: detail.queue,
    job_id: detail.activeJobId,
    bid: detail.batchId,
    error: detail.error?.class ?? null,
    source,
  };
  const links = templates.flatMap((template) => {
    const href = detail.payloadClipped ? null : expandLink(template, facts, detail.payload);
    return href === null ? [] : [{ label: template.label, href }];
  });
  if (links.length === 0) return null;
  return (
    <Section title={t("links")}>
      <ul className="flex flex-wrap gap-x-4 gap-y-1">
        {links.map(({ label, href }) => (
          <li key={label}>
            <a
              href={href}
              target="_blank"
              rel="noopener noreferrer"
              className="rounded-control text-accent underline-offset-2 hover:underline"
            >
              {label}
            </a>
          </li>
        ))}
      </ul>
    </Section>
  );
}
