"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Section } from "@/components/jobs/section";
import { DetailPage } from "@/components/shell/detail-page";
import { PageHeader } from "@/components/shell/page-header";
import { paths, useRoute } from "@/components/shell/route";
import { useMay } from "@/components/shell/use-live";
import { Button } from "@/components/ui/button";
import { ErrorPanel } from "@/components/ui/states";
import { TextLink } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import { lockQuery } from "@/lib/api/queries/locks";
import { refresh } from "@/lib/api/refresh";
import type { LockEntry } from "@/lib/domain/lock.schema";
import { CheckProgress } from "./check-progress";
import { LockFacts } from "./lock-facts";
import { ReleaseDialog } from "./release-dialog";
import { useLockCheck } from "./use-lock-check";
import { useEvidence, VerdictText } from "./verdict-text";

export function LockScreen() {
  const t = useTranslations("locks");
  const route = useRoute();
  const digest = route?.kind === "source" ? (route.name ?? "") : "";
  const source = route?.kind === "source" ? route.source : "";
  const query = useQuery({
    ...lockQuery(source, digest),
    ...refresh.list(),
    enabled: digest !== "",
    retry: false,
  });
  return (
    <DetailPage
      title={t("title")}
      query={query}
      gone={{
        title: t("page.gone"),
        help: t("page.goneHelp"),
        href: paths.section(source, "locks"),
        back: t("page.back"),
      }}
    >
      {(lock) => <LockView lock={lock} source={source} />}
    </DetailPage>
  );
}

function LockView({ lock, source }: { lock: LockEntry; source: string }) {
  const t = useTranslations("locks");
  const mayRelease = useMay("locks.release");
  const checking = useLockCheck(source, lock.kind);
  const [releasing, setReleasing] = useState(false);
  const evidence = useEvidence();
  const verdict = checking.verdicts.get(lock.digest);
  return (
    <>
      <PageHeader title={verdict?.class ?? lock.class ?? t("title")}>
        <Button pending={checking.running} onClick={() => void checking.run([lock.digest])}>
          {t("checkOne")}
        </Button>
        {mayRelease && lock.token !== null ? (
          <Button tone="danger" onClick={() => setReleasing(true)}>
            {t("releaseSelected", { count: 1 })}
          </Button>
        ) : null}
      </PageHeader>
      <p className="wrap-anywhere pb-3 font-mono text-ink-2 text-small">
        <bdi>{lock.digest}</bdi>
      </p>
      <div className="grid items-start gap-x-8 gap-y-4 lg:grid-cols-[minmax(0,2fr)_minmax(280px,1fr)]">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <Section title={t("page.job")}>
            <p className="flex min-h-7 flex-wrap items-center gap-x-3">
              <VerdictText verdict={verdict} />
              {verdict === undefined ? null : <span>{evidence(verdict)}</span>}
            </p>
            {checking.running ? (
              <CheckProgress step={checking.last} running onStop={checking.stop} />
            ) : checking.error === null ? null : (
              <ErrorPanel error={checking.error} />
            )}
          </Section>
          <Section title={t("page.holders")}>
            {lock.holders.length === 0 ? (
              <p className="text-ink-2">{lock.kind === "active_job" ? t("notNamedHint") : t("page.noHolders")}</p>
            ) : (
              <ul className="grid gap-1">
                {lock.holders.map(({ jid, sinceMs }) => (
                  <li key={jid} className="flex min-w-0 flex-wrap items-baseline gap-x-3">
                    <span className="wrap-anywhere font-mono text-small">
                      <TextLink href={paths.job(source, jid)}>{jid}</TextLink>
                    </span>
                    <span className="text-ink-2">
                      <TimeAgo atMs={sinceMs} />
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </Section>
          {lock.waiting.length === 0 ? null : (
            <Section title={t("page.waiting")}>
              <ul className="grid gap-1 font-mono text-small">
                {lock.waiting.map((jid) => (
                  <li key={jid}>
                    <TextLink href={paths.job(source, jid)}>{jid}</TextLink>
                  </li>
                ))}
              </ul>
            </Section>
          )}
        </div>
        <LockFacts lock={lock} source={source} />
      </div>
      {releasing ? (
        <ReleaseDialog
          source={source}
          kind={lock.kind}
          locks={[lock]}
          verdicts={checking.verdicts}
          onClose={() => setReleasing(false)}
        />
      ) : null}
    </>
  );
}
