"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { paths } from "@/components/shell/route";
import type { Column } from "@/components/table/column";
import { TextLink } from "@/components/ui/text-link";
import { useFormat } from "@/components/ui/use-format";
import type { LockEntry, LockVerdict } from "@/lib/domain/lock.schema";
import { LockAge } from "./lock-age";
import { VerdictText } from "./verdict-text";

/** The digest without what all digests begin with. */
export function shortDigest(digest: string): string {
  return digest.replace(/^(?:uniquejobs|activejob_uniqueness):/, "");
}

export function useLockColumns(source: string, verdicts: ReadonlyMap<string, LockVerdict>): Column<LockEntry>[] {
  const t = useTranslations("locks");
  const format = useFormat();
  return useMemo(() => {
    const typeOf = (lock: LockEntry) =>
      lock.info?.type ?? (lock.kind === "expiring" ? t("untilExpired") : lock.runtime ? t("runtime") : null);
    return [
      {
        id: "lock",
        header: t("column.lock"),
        phone: "title",
        cell: (lock) => {
          const name = verdicts.get(lock.digest)?.class ?? lock.class;
          return (
            <span className="flex min-w-0 items-baseline gap-2">
              <span className="min-w-0 shrink truncate" data-tip={name ?? t("noClassHint")}>
                {name === null ? <span className="text-ink-3">{t("noClass")}</span> : <bdi>{name}</bdi>}
              </span>
              <span className="min-w-0 flex-1 truncate font-mono text-small">
                <TextLink href={paths.lock(source, lock.digest)} truncate>
                  <bdi>{shortDigest(lock.digest)}</bdi>
                </TextLink>
              </span>
            </span>
          );
        },
      },
      {
        id: "holder",
        header: t("column.holder"),
        className: "w-60 max-xl:w-32",
        phone: "bare",
        cell: (lock) => <Holder lock={lock} source={source} />,
      },
      {
        id: "type",
        header: t("column.type"),
        className: "w-36 max-xl:w-30",
        phone: "hidden",
        cell: (lock) => <span className="block truncate">{typeOf(lock) ?? <span className="text-ink-3">–</span>}</span>,
      },
      {
        id: "age",
        header: t("column.age"),
        className: "w-32",
        cell: (lock) => <LockAge atMs={lock.atMs} style="short" />,
      },
      {
        id: "ttl",
        header: t("column.ttl"),
        className: "w-24 max-xl:w-18",
        phone: "hidden",
        cell: (lock) =>
          lock.ttlMs === null ? (
            <span className="text-ink-3">{t("never")}</span>
          ) : (
            t("endsIn", { duration: format.durationShort(lock.ttlMs / 1_000) })
          ),
      },
      {
        id: "verdict",
        header: t("column.verdict"),
        className: "w-40 max-xl:w-28",
        cell: (lock) => <VerdictText verdict={verdicts.get(lock.digest)} />,
      },
    ] satisfies Column<LockEntry>[];
  }, [t, format, source, verdicts]);
}

function Holder({ lock, source }: { lock: LockEntry; source: string }) {
  const t = useTranslations("locks");
  if (lock.kind === "active_job") {
    return (
      <span className="text-ink-3" data-tip={t("notNamedHint")}>
        {t("notNamed")}
      </span>
    );
  }
  const [first] = lock.holders;
  if (first === undefined) {
    return (
      <span className="text-ink-3" data-tip={t("noHolderHint")}>
        {lock.problem === "wrong_type" ? t("problem.wrong_type") : t("noHolder")}
      </span>
    );
  }
  if (lock.holderTotal > 1) return t("holders", { count: lock.holderTotal });
  return (
    <span className="font-mono text-small">
      <TextLink plain href={paths.job(source, first.jid)} truncate>
        {first.jid}
      </TextLink>
    </span>
  );
}
