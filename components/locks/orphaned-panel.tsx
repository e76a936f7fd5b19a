"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Section } from "@/components/jobs/section";
import { paths } from "@/components/shell/route";
import { Button } from "@/components/ui/button";
import { ErrorPanel } from "@/components/ui/states";
import { TextLink } from "@/components/ui/text-link";
import type { LockKind, LockVerdict } from "@/lib/domain/lock.schema";
import { CheckProgress } from "./check-progress";
import { shortDigest } from "./lock-columns";
import { ReleaseDialog } from "./release-dialog";
import { SweepDialog } from "./sweep-dialog";
import type { LockChecking } from "./use-lock-check";
import { useEvidence } from "./verdict-text";

const SHOWN = 50;

/** What a check of all locks found: the orphaned with their evidence, and the ways to let them go. */
export function OrphanedPanel({
  source,
  kind,
  checking,
  mayRelease,
}: {
  source: string;
  kind: LockKind;
  checking: LockChecking;
  mayRelease: boolean;
}) {
  const t = useTranslations("locks");
  const evidence = useEvidence();
  const [releasing, setReleasing] = useState<LockVerdict | "all" | null>(null);
  const { last, running, stopped, verdicts, error } = checking;
  if (last === null && !running && error === null) return null;
  const orphaned = [...verdicts.values()].filter(({ verdict }) => verdict === "orphaned");
  const finished = !running && !stopped && last?.phase === "done";
  return (
    <div className="pb-4">
      <Section
        title={t("orphanedTitle")}
        aside={
          finished && mayRelease && orphaned.length > 0 ? (
            <Button size="small" tone="accent" onClick={() => setReleasing("all")}>
              {t("releaseAll", { count: last.counts.orphaned })}
            </Button>
          ) : null
        }
      >
        {error === null ? null : <ErrorPanel error={error} />}
        <CheckProgress step={last} running={running} stopped={stopped} onStop={checking.stop} />
        {finished && orphaned.length === 0 ? <p className="text-ink-2">{t("orphanedNone")}</p> : null}
        <ul className="grid">
          {orphaned.slice(0, SHOWN).map((one) => (
            <li
              key={one.digest}
              className="grid min-h-8 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 border-line border-b py-1 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto]"
            >
              <span className="flex min-w-0 items-baseline gap-2">
                {one.class === null ? null : <bdi className="max-w-[60%] truncate">{one.class}</bdi>}
                <span className="min-w-0 flex-1 truncate font-mono text-small">
                  <TextLink href={paths.lock(source, one.digest)} truncate>
                    <bdi>{shortDigest(one.digest)}</bdi>
                  </TextLink>
                </span>
              </span>
              <span className="min-w-0 text-ink-2 max-sm:order-last max-sm:col-span-2">{evidence(one)}</span>
              {mayRelease ? (
                <Button size="small" onClick={() => setReleasing(one)}>
                  {t("release")}
                </Button>
              ) : (
                <span />
              )}
            </li>
          ))}
        </ul>
        {orphaned.length > SHOWN ? (
          <p className="pt-1 text-ink-2">{t("orphanedShown", { shown: SHOWN, count: last?.counts.orphaned ?? 0 })}</p>
        ) : null}
        {last?.more ? <p className="pt-1 text-ink-2">{t("more")}</p> : null}
      </Section>
      {releasing === "all" ? (
        <SweepDialog
          source={source}
          kind={kind}
          expected={last?.counts.orphaned ?? 0}
          onClose={() => setReleasing(null)}
          onReleased={checking.forget}
        />
      ) : releasing === null ? null : (
        <ReleaseDialog
          source={source}
          kind={kind}
          locks={[releasing]}
          verdicts={verdicts}
          onClose={() => setReleasing(null)}
          onReleased={checking.forget}
        />
      )}
    </div>
  );
}
