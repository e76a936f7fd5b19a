"use client";

import { useTranslations } from "next-intl";

const EXAMPLES = {
  symbol: '{"#symbol": "eur"}',
  key: '":key"',
  keywords: '"#keywords": true',
  model: '{"#model": …}',
  kept: '{"#kept": …}',
};

/** How Active Job's values are written in the editor. */
export function Marks() {
  const t = useTranslations("editor");
  return (
    <p>
      {t.rich("marks", {
        ...EXAMPLES,
        code: (text) => <code className="whitespace-nowrap rounded-control bg-well px-1">{text}</code>,
      })}
    </p>
  );
}
