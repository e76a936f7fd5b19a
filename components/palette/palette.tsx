"use client";

import { Dialog } from "@base-ui/react/dialog";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useSource } from "@/components/shell/route";
import { useCurrentSource } from "@/components/shell/use-current-source";
import { Kbd } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Glyph } from "@/components/ui/glyph";
import { matchingEntries } from "./entries";
import { usePaletteEntries } from "./use-entries";

interface PaletteProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onHelp: () => void;
}

/** Everything by its name: pages, queues, classes, jobs by id, cron entries and actions. */
export function Palette({ open, onOpenChange, onHelp }: PaletteProps) {
  const t = useTranslations("palette");
  const id = useId();
  const source = useSource();
  const facets = useCurrentSource()?.facets;
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const { entries, dialogs } = usePaletteEntries({ source, facets, typed, open }, onHelp);
  const shown = matchingEntries(entries, typed.trim());
  const chosen = Math.min(active, shown.length - 1);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  });

  const close = () => {
    onOpenChange(false);
    setTyped("");
    setActive(0);
  };
  const take = (index: number) => {
    const entry = shown[index];
    if (entry === undefined) return;
    close();
    entry.run();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter") take(chosen);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((chosen + step + shown.length) % Math.max(1, shown.length));
    } else return;
    event.preventDefault();
  };

  return (
    <>
      <Dialog.Root open={open} onOpenChange={(next) => (next ? onOpenChange(true) : close())}>
        <Dialog.Portal>
          <Dialog.Backdrop className="fixed inset-0 z-40 bg-scrim" />
          <Dialog.Popup className="fixed top-[10vh] left-1/2 z-40 flex max-h-[72vh] w-[min(600px,calc(100vw-32px))] -translate-x-1/2 flex-col rounded-float bg-raised shadow-float">
            <Dialog.Title className="sr-only">{t("title")}</Dialog.Title>
            <div className="flex items-center gap-3 border-line border-b px-4">
              <span className="text-ink-3">
                <Glyph name="search" />
              </span>
              <input
                // biome-ignore lint/a11y/noAutofocus: the palette was asked for to be typed into
                autoFocus
                role="combobox"
                aria-label={t("title")}
                aria-expanded={shown.length > 0}
                aria-controls={`${id}-list`}
                aria-activedescendant={shown.length > 0 ? `${id}-${chosen}` : undefined}
                placeholder={t("hint")}
                spellCheck={false}
                autoComplete="off"
                maxLength={500}
                value={typed}
                onChange={(event) => {
                  setTyped(event.target.value);
                  setActive(0);
                }}
                onKeyDown={onKey}
                className="h-11 min-w-0 flex-1 bg-transparent outline-none placeholder:text-ink-3"
              />
              <Kbd>Esc</Kbd>
            </div>
            <div
              ref={list}
              id={`${id}-list`}
              role="listbox"
              aria-label={t("title")}
              className="min-h-0 overflow-y-auto p-2"
            >
              {shown.map((entry, index) => (
                <div key={entry.id}>
                  {shown[index - 1]?.group === entry.group ? null : (
                    <p aria-hidden="true" className={cx("px-2 pb-1 text-ink-3 text-small", index > 0 && "pt-3")}>
                      {t(`group.${entry.group}`)}
                    </p>
                  )}
                  <div
                    id={`${id}-${index}`}
                    role="option"
                    tabIndex={-1}
                    aria-selected={index === chosen}
                    onPointerMove={() => setActive(index)}
                    onClick={() => take(index)}
                    onKeyDown={onKey}
                    className={cx(
                      "flex h-8 cursor-default items-center gap-3 rounded-control px-2",
                      index === chosen && "bg-hover",
                    )}
                  >
                    <bdi className="min-w-0 flex-1 truncate">{entry.label === "" ? "''" : entry.label}</bdi>
                    {entry.hint === undefined ? null : (
                      <span className="flex gap-1">
                        {entry.hint.split(" ").map((part) => (
                          <Kbd key={part}>{part}</Kbd>
                        ))}
                      </span>
                    )}
                  </div>
                </div>
              ))}
              {shown.length === 0 ? <p className="px-2 py-3 text-ink-2">{t("nothing")}</p> : null}
            </div>
          </Dialog.Popup>
        </Dialog.Portal>
      </Dialog.Root>
      {dialogs}
    </>
  );
}
