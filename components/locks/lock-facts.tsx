"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Section } from "@/components/jobs/section";
import { paths } from "@/components/shell/route";
import { TextLink } from "@/components/ui/text-link";
import { useFormat } from "@/components/ui/use-format";
import type { LockEntry } from "@/lib/domain/lock.schema";
import { LockAge } from "./lock-age";

/** What the lock's own keys say beside who holds it. */
export function LockFacts({ lock, source }: { lock: LockEntry; source: string }) {
  const t = useTranslations("locks.page");
  const all = useTranslations("locks");
  const format = useFormat();
  const { info } = lock;
  const type = info?.type ?? (lock.kind === "expiring" ? all("untilExpired") : lock.runtime ? all("runtime") : null);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Section title={t("facts")}>
        <Facts>
          <Fact name={t("kind")}>{all(`kinds.${lock.kind}`)}</Fact>
          {type === null ? null : <Fact name={t("type")}>{type}</Fact>}
          <Fact name={t("taken")}>
            <LockAge atMs={lock.atMs} />
          </Fact>
          <Fact name={t("ends")}>
            {lock.ttlMs === null ? all("never") : all("endsIn", { duration: format.duration(lock.ttlMs / 1_000) })}
          </Fact>
        </Facts>
      </Section>
      {lock.kind === "active_job" ? null : (
        <Section title={t("info")}>
          {info === null ? (
            <p className="text-ink-2">{t("noInfo")}</p>
          ) : (
            <Facts>
              {info.class === null ? null : <Fact name={t("class")}>{info.class}</Fact>}
              {info.queue === null ? null : (
                <Fact name={t("queue")}>
                  <TextLink href={paths.queue(source, info.queue)}>{info.queue}</TextLink>
                </Fact>
              )}
              {info.limit === null ? null : <Fact name={t("limit")}>{format.count(info.limit)}</Fact>}
              {info.timeoutSec === null ? null : <Fact name={t("timeout")}>{format.duration(info.timeoutSec)}</Fact>}
              {info.args === null ? null : (
                <Fact name={t("args")}>
                  <span className="font-mono text-small">{info.args}</span>
                </Fact>
              )}
            </Facts>
          )}
        </Section>
      )}
    </div>
  );
}

function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-[minmax(88px,auto)_1fr] gap-x-3 gap-y-1">{children}</dl>;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-2">{name}</dt>
      <dd className="wrap-anywhere min-w-0">{children}</dd>
    </>
  );
}
