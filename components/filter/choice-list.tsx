"use client";

import { useTranslations } from "next-intl";
import { cx } from "@/components/ui/cx";
import { floatClass } from "@/components/ui/menu";
import { useFormat } from "@/components/ui/use-format";
import type { Choice } from "./completion";

/** The choices below the filter; the cursor stays in the text. */
export function ChoiceList({
  id,
  choices,
  active,
  looked,
  total,
  onTake,
}: {
  id: string;
  choices: readonly Choice[];
  active: number;
  looked: number | null;
  total: number | null;
  onTake: (index: number) => void;
}) {
  const t = useTranslations("filter");
  const format = useFormat();
  if (choices.length === 0) return null;
  return (
    <div className={cx(floatClass, "absolute top-8 left-0 z-40 w-[min(28rem,calc(100vw-32px))]")}>
      <div id={`${id}-choices`} role="listbox" aria-label={t("choices")}>
        {choices.map((choice, index) => (
          <div
            key={choice.insert}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            onPointerDown={(event) => {
              event.preventDefault();
              onTake(index);
            }}
            className={cx(
              "flex h-7 cursor-default items-center gap-3 rounded-control px-2",
              index === active ? "bg-hover" : "hover:bg-hover",
            )}
          >
            <bdi className="min-w-0 truncate font-mono text-small">{choice.label === "" ? '""' : choice.label}</bdi>
            <span className="min-w-0 flex-1 truncate text-right text-ink-3 text-small">
              {choice.explains === null ? null : t(`key.${choice.explains}`)}
              {choice.count === null ? null : format.count(choice.count)}
            </span>
          </div>
        ))}
      </div>
      {looked === null ? null : (
        <p className="px-2 pt-1 text-ink-3 text-small">
          {total === null
            ? t("countedSome", { looked })
            : t("counted", { looked: Math.min(looked, total), total: Math.max(looked, total) })}
        </p>
      )}
    </div>
  );
}
