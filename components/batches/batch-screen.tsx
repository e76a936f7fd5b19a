"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Section } from "@/components/jobs/section";
import { DetailPage } from "@/components/shell/detail-page";
import { PageHeader } from "@/components/shell/page-header";
import { paths, useRoute } from "@/components/shell/route";
import { Badge, Notice } from "@/components/ui/status";
import { TextLink } from "@/components/ui/text-link";
import { batchQuery } from "@/lib/api/queries/plugins";
import type { BatchDetail } from "@/lib/domain/batch.schema";
import { BatchProgress, BatchState } from "./batch-columns";
import { BatchFacts } from "./batch-facts";
import { BatchTree } from "./batch-tree";

export function BatchScreen() {
  const t = useTranslations("batches");
  const route = useRoute();
  const bid = route?.kind === "source" ? (route.name ?? "") : "";
  const source = route?.kind === "source" ? route.source : "";
  const query = useQuery({ ...batchQuery(source, bid), enabled: bid !== "", retry: false });
  return (
    <DetailPage
      title={t("title")}
      query={query}
      gone={{
        title: t("page.gone"),
        help: t("page.goneHelp"),
        href: paths.section(source, "batches"),
        back: t("page.back"),
      }}
    >
      {(batch) => <BatchView batch={batch} source={source} />}
    </DetailPage>
  );
}

function BatchView({ batch, source }: { batch: BatchDetail; source: string }) {
  const t = useTranslations("batches.page");
  return (
    <>
      <PageHeader title={batch.description ?? batch.bid} />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 pb-4">
        <BatchState batch={batch} />
        <BatchProgress batch={batch} wide />
      </div>
      <div className="grid items-start gap-x-8 gap-y-4 lg:grid-cols-[minmax(0,2fr)_minmax(280px,1fr)]">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <FailedJobs batch={batch} source={source} />
          <Unfinished batch={batch} source={source} />
          <Section title={t("callbacks")}>
            {batch.callbacks.length === 0 ? (
              <p className="text-ink-2">{t("noCallbacks")}</p>
            ) : (
              <ul className="grid gap-1">
                {batch.callbacks.map(({ event, text }) => (
                  <li key={`${event} ${text}`} className="flex min-w-0 items-baseline gap-2">
                    <Badge>{event}</Badge>
                    <span className="wrap-anywhere min-w-0 font-mono text-small">{text}</span>
                  </li>
                ))}
              </ul>
            )}
          </Section>
        </div>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <BatchFacts batch={batch} source={source} />
          <BatchTree batch={batch} source={source} />
        </div>
      </div>
    </>
  );
}

function FailedJobs({ batch, source }: { batch: BatchDetail; source: string }) {
  const t = useTranslations("batches.page");
  return (
    <Section title={t("failed")}>
      {batch.failed.length === 0 ? (
        <p className="text-ink-2">{t("noFailed")}</p>
      ) : (
        <>
          <ul className="grid">
            {batch.failed.map(({ jid, errorClass, message, dead }) => (
              <li key={jid} className="flex min-h-8 min-w-0 flex-wrap items-center gap-x-3 border-line border-b py-1">
                <span className="wrap-anywhere font-mono text-small">
                  <TextLink href={paths.job(source, jid)}>{jid}</TextLink>
                </span>
                {dead ? <Badge level="bad">{t("dead")}</Badge> : null}
                {errorClass === null && message === null ? null : (
                  <span className="wrap-anywhere min-w-0 text-ink-2">
                    {[errorClass, message].filter(Boolean).join(": ")}
                  </span>
                )}
              </li>
            ))}
          </ul>
          {batch.failures > batch.failed.length ? (
            <p className="pt-1 text-ink-2">{t("failedMore", { shown: batch.failed.length, total: batch.failures })}</p>
          ) : null}
          <div className="pt-2">
            <Notice level="info">
              {t("acting")} {t("retrying")} {t("deleting")}
            </Notice>
          </div>
        </>
      )}
    </Section>
  );
}

function Unfinished({ batch, source }: { batch: BatchDetail; source: string }) {
  const t = useTranslations("batches.page");
  const shown = batch.unfinished.length;
  return (
    <Section
      title={t("unfinished")}
      aside={
        shown === 0 ? null : (
          <span className="text-ink-2">{t("unfinishedMore", { shown, total: batch.unfinishedTotal })}</span>
        )
      }
    >
      {shown === 0 ? (
        <p className="text-ink-2">{t("unfinishedNone")}</p>
      ) : (
        <ul className="flex flex-wrap gap-x-4 gap-y-1 font-mono text-small">
          {batch.unfinished.map((jid) => (
            <li key={jid} className="wrap-anywhere">
              <TextLink plain href={paths.job(source, jid)}>
                {jid}
              </TextLink>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
