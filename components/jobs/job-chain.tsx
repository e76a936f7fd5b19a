"use client";

import { useTranslations } from "next-intl";
import { paths } from "@/components/shell/route";
import { TextLink } from "@/components/ui/text-link";
import type { JobDetail } from "@/lib/domain/job.schema";
import { Section } from "./section";

/** The attempts of one Active Job, which gives each retry a jid of its own. */
export function JobChain({ detail, source }: { detail: JobDetail; source: string }) {
  const t = useTranslations("jobs.detail");
  if (detail.chain.length < 2) return null;
  return (
    <Section title={t("chain")}>
      <ol className="grid gap-1">
        {detail.chain.map((link) => (
          <li key={link.jid} className="flex items-baseline gap-2">
            <span className="min-w-0 flex-1 truncate font-mono text-small" data-tip="">
              {link.relation === "this" ? (
                <bdi>{link.jid}</bdi>
              ) : (
                <TextLink href={paths.job(source, link.jid)}>
                  <bdi>{link.jid}</bdi>
                </TextLink>
              )}
            </span>
            <span className="text-ink-3 text-small">{t(`relation.${link.relation}`)}</span>
          </li>
        ))}
      </ol>
      <p className="pt-1 text-ink-3 text-small">{t("chainNote")}</p>
    </Section>
  );
}
