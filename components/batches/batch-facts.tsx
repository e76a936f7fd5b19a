"use client";

import { useTranslations } from "next-intl";
import { Section } from "@/components/jobs/section";
import { paths } from "@/components/shell/route";
import { TextLink } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import { useFormat } from "@/components/ui/use-format";
import type { BatchDetail } from "@/lib/domain/batch.schema";

export function BatchFacts({ batch, source }: { batch: BatchDetail; source: string }) {
  const t = useTranslations("batches.page");
  const all = useTranslations("batches");
  const format = useFormat();
  return (
    <Section title={t("facts")}>
      <dl className="grid grid-cols-[minmax(88px,auto)_1fr] gap-x-3 gap-y-1">
        <dt className="text-ink-2">{t("bid")}</dt>
        <dd className="wrap-anywhere font-mono text-small leading-5">{batch.bid}</dd>
        <dt className="text-ink-2">{t("kind")}</dt>
        <dd>{all(`kinds.${batch.kind}`)}</dd>
        <dt className="text-ink-2">{t("created")}</dt>
        <dd>
          <TimeAgo atMs={batch.createdAtMs} />
        </dd>
        <dt className="text-ink-2">{t("pending")}</dt>
        <dd>{format.count(batch.pending)}</dd>
        <dt className="text-ink-2">{t("failures")}</dt>
        <dd className={batch.failures > 0 ? "text-bad" : undefined}>{format.count(batch.failures)}</dd>
        {batch.ttlMs === null ? null : (
          <>
            <dt className="text-ink-2">{t("kept")}</dt>
            <dd>{format.duration(batch.ttlMs / 1_000)}</dd>
          </>
        )}
        {batch.callbackQueue === null ? null : (
          <>
            <dt className="text-ink-2">{t("callbackQueue")}</dt>
            <dd>
              <TextLink href={paths.queue(source, batch.callbackQueue)}>{batch.callbackQueue}</TextLink>
            </dd>
          </>
        )}
      </dl>
    </Section>
  );
}
