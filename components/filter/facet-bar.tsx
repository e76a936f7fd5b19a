"use client";

import { useTranslations } from "next-intl";
import { cx } from "@/components/ui/cx";
import { useFormat } from "@/components/ui/use-format";
import { and, type FilterNode, is, not, parseFilter, partsOf, printFilter } from "@/lib/domain/filter";
import type { SearchFacets } from "@/lib/domain/search.schema";

const KEYS = ["class", "error", "queue"] as const;
const SHOWN = 5;

interface FacetBarProps {
  facets: SearchFacets;
  value: string;
  onChange: (value: string) => void;
  /** A facet of one value says nothing in a list of one queue. */
  withoutQueue?: boolean;
}

/**
 * How what was found divides, by counts; a chip narrows the filter to its value, with Alt to all others. Each facet
 * is one line, the last shares its own with the age, so that all have room in `FacetPlace`.
 */
export function FacetBar({ facets, value, onChange, withoutQueue = false }: FacetBarProps) {
  const t = useTranslations("filter.facet");
  const format = useFormat();
  const parsed = parseFilter(value);
  const parts = parsed.ok ? partsOf(parsed.filter) : [];
  const toggle = (node: FilterNode, without: boolean) => {
    const wanted = without ? not(node) : node;
    const text = printFilter(wanted);
    const has = parts.some((part) => printFilter(part) === text);
    onChange(printFilter(and(...(has ? parts.filter((part) => printFilter(part) !== text) : [...parts, wanted]))));
  };
  const chosen = (node: FilterNode) => parts.some((part) => printFilter(part) === printFilter(node));
  const rows = KEYS.filter((key) => facets[key].values.length > 0 && !(key === "queue" && withoutQueue));
  if (rows.length === 0) return null;
  const valuesOf = (key: (typeof KEYS)[number]) => {
    const { values, other } = facets[key];
    const rest = other + values.slice(SHOWN).reduce((sum, { count }) => sum + count, 0);
    return (
      <fieldset
        key={key}
        className="-m-1 flex min-w-0 max-w-full items-center gap-1 p-1 [scrollbar-width:none] phone:overflow-x-auto"
      >
        <legend className="contents">
          <span className="w-10 shrink-0 text-ink-3 text-small">{t(key)}</span>
        </legend>
        {values.slice(0, SHOWN).map(({ value: name, count }) => {
          const node = is(key, name);
          return (
            <button
              key={name}
              type="button"
              aria-pressed={chosen(node)}
              data-tip={t("tip", { value: printFilter(node) })}
              onClick={(event) => toggle(node, event.altKey)}
              className={cx(
                "flex h-6 min-w-0 max-w-64 phone:shrink-0 items-center gap-2 rounded-control border px-2 text-small",
                chosen(node) ? "border-accent bg-accent-wash" : "border-line hover:bg-hover",
              )}
            >
              <bdi className="truncate">{name === "" ? "''" : name}</bdi>
              <span className="text-ink-3">{format.count(count)}</span>
            </button>
          );
        })}
        {rest === 0 ? null : <span className="shrink-0 text-ink-3 text-small">{t("other", { count: rest })}</span>}
      </fieldset>
    );
  };
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-y-1">
      {rows.slice(0, -1).map(valuesOf)}
      <div className="flex min-w-0 max-w-full gap-x-6 gap-y-1 phone:flex-wrap">
        {rows.slice(-1).map(valuesOf)}
        <AgeBars
          age={facets.age}
          onChoose={(nodes) => onChange(printFilter(and(...parts.filter((part) => !isAge(part)), ...nodes)))}
        />
      </div>
    </div>
  );
}

const isAge = (node: FilterNode) => node.kind === "duration" && node.key === "age";

/** How old the jobs are; a bar narrows the filter to its span. */
function AgeBars({ age, onChoose }: { age: SearchFacets["age"]; onChoose: (nodes: readonly FilterNode[]) => void }) {
  const t = useTranslations("filter.facet");
  const format = useFormat();
  const most = Math.max(1, ...age.map(({ count }) => count));
  return (
    <fieldset className="flex shrink-0 items-center gap-1">
      <legend className="contents">
        <span className="pr-1 text-ink-3 text-small">{t("age")}</span>
      </legend>
      {age.map(({ belowMs, count }, index) => {
        const fromMs = index === 0 ? null : (age[index - 1]?.belowMs ?? null);
        const label =
          fromMs === null
            ? t("under", { value: spanText(belowMs ?? 0) })
            : belowMs === null
              ? t("over", { value: spanText(fromMs) })
              : t("between", { from: spanText(fromMs), to: spanText(belowMs) });
        return (
          <button
            key={label}
            type="button"
            disabled={count === 0}
            aria-label={`${label}: ${format.count(count)}`}
            data-tip={`${label}: ${format.count(count)}`}
            onClick={() => onChoose([...bound(">=", fromMs), ...bound("<", belowMs)])}
            className="flex h-6 w-4 items-end rounded-control hover:bg-hover disabled:hover:bg-transparent"
          >
            <span
              className={cx("block w-full", count === 0 ? "bg-line" : "bg-series-1")}
              style={{ height: count === 0 ? 1 : 2 + Math.round((count / most) * 20) }}
            />
          </button>
        );
      })}
    </fieldset>
  );
}

function bound(comparison: ">=" | "<", ms: number | null): FilterNode[] {
  return ms === null ? [] : [{ kind: "duration", key: "age", is: comparison, value: { text: spanText(ms), ms } }];
}

function spanText(ms: number): string {
  const units = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["m", 60_000],
  ] as const;
  for (const [unit, length] of units) if (ms >= length) return `${ms / length}${unit}`;
  return `${ms / 1_000}s`;
}
