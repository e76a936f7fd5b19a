"use client";

import { useTranslations } from "next-intl";
import { paths } from "@/components/shell/route";
import { ButtonLink } from "@/components/ui/button";
import { useFormat } from "@/components/ui/use-format";
import type { ErrorContrast, ErrorGroup, ErrorTrait } from "@/lib/domain/error.schema";

const SECTION = { retry: "retries", dead: "dead", scheduled: "scheduled" } as const;

/** What the failing have in common against the others of the class; each trait becomes a filter with one click. */
export function Contrast({ source, group, contrast }: { source: string; group: ErrorGroup; contrast: ErrorContrast }) {
  const t = useTranslations("causes.contrast");
  const { failing, others, traits } = contrast;
  return (
    <div className="grid gap-2">
      {traits.length === 0 ? <p className="text-ink-2">{t("nothing")}</p> : null}
      <ul className="grid gap-1">
        {traits.map((trait, at) => (
          <TraitLine
            key={`${trait.kind} ${trait.path.join(".")} ${trait.value}`}
            trait={trait}
            first={at === 0}
            href={hrefOf(source, group, trait)}
          />
        ))}
      </ul>
      <p className="text-ink-3 text-small">
        {t("of", { failing, others })} {t("hosts")}
      </p>
    </div>
  );
}

function TraitLine({ trait, first, href }: { trait: ErrorTrait; first: boolean; href: string | null }) {
  const t = useTranslations("causes.contrast");
  const format = useFormat();
  const named = useTraitWords(trait);
  const share = format.share(down(trait.share));
  const text =
    trait.otherShare === null
      ? t("sentence", { share, trait: named })
      : t("against", { share, trait: named, other: format.share(down(trait.otherShare)) });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span className={first ? "wrap-anywhere font-strong" : "wrap-anywhere text-ink-2"}>{text}</span>
      {href === null ? null : (
        <ButtonLink size="small" {...(first ? {} : { tone: "quiet" as const })} href={href}>
          {t("filter", { count: 2 })}
        </ButtonLink>
      )}
    </li>
  );
}

/** Only all of them are 100 %. */
const down = (share: number) => Math.floor(share * 100) / 100;

const AGES = ["<1h", "<1d", "<7d", ">=7d"] as const;

function useTraitWords(trait: ErrorTrait): string {
  const t = useTranslations("causes.contrast");
  if (trait.kind === "arg") return `${trait.path.join(".")} ${trait.value}`;
  if (trait.kind !== "age") return t(trait.kind, { value: trait.value });
  const age = AGES.find((known) => known === trait.value);
  return age === undefined ? trait.value : t(`age.${age}`);
}

/** Opens the list that holds most of the group, cut to the trait. */
function hrefOf(source: string, { counts }: ErrorGroup, { filter }: ErrorTrait): string | null {
  if (filter === null) return null;
  const sets = ["dead", "retry", "scheduled"] as const;
  const most = sets.reduce((best, set) => (counts[set] > counts[best] ? set : best), "dead");
  return `${paths.section(source, SECTION[most])}?q=${encodeURIComponent(filter)}`;
}
