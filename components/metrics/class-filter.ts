import { is, printFilter } from "@/lib/domain/filter";

/** Sidekiq counts all mails under the class that delivers them; a mail's own class is `Mailer#method`. */
const isMail = (name: string) => name.startsWith("ActionMailer::");

/** The filter that finds a class's jobs. */
export function classFilter(name: string): string {
  return isMail(name) ? "class:*#*" : printFilter(is("class", name));
}

/** What a list without that language looks for. */
export const classWords = (name: string) => (isMail(name) ? "#" : name);
