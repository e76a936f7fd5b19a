import { cx } from "@/components/ui/cx";
import { TextLink, Truncated } from "@/components/ui/text-link";

/** A job in one line: its class, which leads to it, and its arguments. */
export function JobCell({ name, args, href }: { name: string; args: string | null; href: string | null }) {
  return (
    <span className="flex w-full min-w-0 items-baseline gap-2">
      <span className={cx("min-w-0 shrink-0", args ? "max-w-[60%] max-xl:max-w-[80%]" : "max-w-full")}>
        {href === null ? (
          <Truncated text={name} />
        ) : (
          <TextLink href={href} truncate>
            {name}
          </TextLink>
        )}
      </span>
      <span className="min-w-0 flex-1 truncate font-mono text-ink-3 text-small" data-tip="">
        {args}
      </span>
    </span>
  );
}
