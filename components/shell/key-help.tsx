"use client";

import { useTranslations } from "next-intl";
import { Kbd } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { navItemsOf } from "./nav-items";
import { useCurrentSource } from "./use-current-source";
import { useMay, useMayAudit } from "./use-live";

/** Every key that does something for the person, by where it works. */
export function KeyHelp({ onClose }: { onClose: () => void }) {
  const t = useTranslations("shell");
  const facets = useCurrentSource()?.facets ?? [];
  const operates = useMay("jobs.operate");
  const edits = useMay("jobs.edit");
  const mayAudit = useMayAudit();
  const list = [
    ["j", t("help.next")],
    ["k", t("help.previous")],
    ...keysFor(operates, ["x", t("help.tick")], ["X", t("help.tickRange")], ["Ctrl A", t("help.tickAll")]),
    ["Enter", t("help.open")],
    ["o", t("help.open")],
    ...keysFor(operates, ["r", t("help.verb")], ["d", t("help.delete")], ["K", t("help.kill")], ["m", t("help.move")]),
    ...keysFor(operates, ["A", t("help.everything")]),
    ...keysFor(edits, ["e", t("help.edit")]),
  ] as const;
  const page = [
    ["/", t("help.filter")],
    ["Ctrl K", t("help.palette")],
    ...keysFor(operates, ["u", t("help.undo")]),
    ["[", t("help.rail")],
    ["?", t("help.help")],
    ["Esc", t("help.close")],
  ] as const;
  const go: KeyLine[] = navItemsOf(facets)
    .flat()
    .map(({ section, key }) => [`g ${key}`, t(`section.${section}`)]);
  go.push(["g i", t("section.about")], ...keysFor(mayAudit, ["g a", t("section.audit")]), [
    "g h",
    t("section.sources"),
  ]);
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title={t("help.title")} wide>
      <div className="grid grid-cols-2 gap-x-8 gap-y-4 max-sm:grid-cols-1">
        <div className="grid content-start gap-y-4">
          <Keys title={t("help.list")} keys={list} />
          <Keys title={t("help.page")} keys={page} />
        </div>
        <Keys title={t("help.go")} keys={go} />
      </div>
    </Dialog>
  );
}

type KeyLine = readonly [key: string, words: string];

const keysFor = (may: boolean, ...keys: KeyLine[]): KeyLine[] => (may ? keys : []);

function Keys({ title, keys }: { title: string; keys: readonly KeyLine[] }) {
  return (
    <section>
      <h3 className="pb-1 text-ink-3 text-small">{title}</h3>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-3 gap-y-1">
        {keys.map(([key, words]) => (
          <div key={key} className="contents">
            <dt className="flex gap-1">
              {key.split(" ").map((part) => (
                <Kbd key={part}>{part}</Kbd>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
